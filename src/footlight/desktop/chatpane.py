"""The chat beside the picture: its lines, who one is there, and a line to type in."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from footlight.client.chat import asked, told
from footlight.client.chat.completion import Completing
from footlight.client.chat.entry import Entry
from footlight.client.chat.happening import Event
from footlight.client.chat.roomstate import RoomState
from footlight.client.chat.span import span
from footlight.clock import SystemClock
from footlight.desktop.chatlink import ChatLink
from footlight.desktop.chatlooks import Looks
from footlight.desktop.chatpoll import PollBox
from footlight.desktop.chattext import ChatText
from footlight.desktop.linemenu import line_menu
from footlight.desktop.panels import announce
from footlight.desktop.theme import DARK, theme
from footlight.desktop.typedline import TypedLine
from footlight.errors import FootlightError, KickedError, SlowDownError

WIDTH: Final = 340
_QUEUED: Final = Qt.ConnectionType.QueuedConnection
_SOON: Final = 30
"""Milliseconds in which all that comes is written at once."""


_SHOWN: Final = 60
"""Letters of the line that is answered or changed."""
_OFFERED: Final = 8
"""Completions that are shown."""


@dataclass(frozen=True, slots=True)
class _About:
    """Which line what is typed is about: an answer to it, or its other text."""

    line: told.Line
    change: bool


class ChatPane(QWidget):
    """Comes into the chat when it is shown first."""

    left = Signal()
    """Escape was pressed while typing."""
    unread_changed = Signal(int, bool)
    """So many lines were not seen; some of them speak to us."""

    def __init__(self, link: ChatLink, parent: QWidget) -> None:
        super().__init__(parent)
        self._link = link
        self._opened = False
        self._asking_older = False
        self._commands: list[told.CommandUsage] = []
        self._emotes: list[str] = []
        self._completing = Completing()
        self._clock = SystemClock()
        self._again_at = 0
        self._about: _About | None = None
        self._sent: tuple[str, _About | None] = ("", None)
        """What was said last, to be mended where it is refused."""
        self._unread, self._to_us = 0, False
        self.menu: QMenu | None = None
        """That of a line, where it is open."""
        self.state: RoomState | None = None
        self.setAutoFillBackground(True)
        self.setAccessibleName(f"Chat of {link.channel}")
        self.head, self.pinned, self.note, self.hint, self.about = (QLabel() for _ in range(5))
        self.pinned.hide()
        self.poll = PollBox()
        for label in (self.head, self.pinned, self.note, self.hint, self.about):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.text = ChatText("Lines", self._looks, self._speaks_to_us, self._ours)
        self.private = ChatText("Private lines, which the server can read", self._looks)
        self.private_title = QLabel("Private: the server can read it")
        self.private.setMaximumHeight(110)
        self.below = QPushButton()
        self.back = QPushButton("Come back")
        for button in (self.below, self.back):
            button.setAutoDefault(False)
        self.typed = TypedLine()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(6)
        layout.addWidget(self.head)
        layout.addWidget(self.pinned)
        layout.addWidget(self.poll)
        layout.addWidget(self.text, 1)
        for widget in (
            self.below, self.back, self.private_title, self.private, self.hint, self.note, self.about, self.typed,
        ):  # fmt: skip
            layout.addWidget(widget)
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self._show)
        self._ticking = QTimer(self)
        self._ticking.setInterval(1_000)
        self._ticking.timeout.connect(self._show_note)
        self._listen()
        self.head.setText(f"Coming into the chat of {link.channel}…")
        self._show()

    def open(self) -> None:
        """Come in, the first time; and let people type."""
        if not self._opened:
            self._opened = True
            self._link.open()
        self.typed.setFocus()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._seen()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.PaletteChange and self.state is not None:
            self.text.paint_anew()
            self.private.paint_anew()
        super().changeEvent(event)

    # What happens.

    def _listen(self) -> None:
        heard = self._link.told
        heard.began.connect(self._began, _QUEUED)
        heard.happened.connect(self._happened, _QUEUED)
        heard.learned.connect(self._learned, _QUEUED)
        heard.emotes.connect(self._have_emotes, _QUEUED)
        heard.done.connect(self._done, _QUEUED)
        heard.refused.connect(self._refused, _QUEUED)
        heard.ended.connect(self._ended, _QUEUED)
        self.text.at_top.connect(self._older)
        self.text.at_end.connect(self._seen)
        self.text.menu_wanted.connect(self._open_menu)
        self.private.menu_wanted.connect(self._open_menu)
        self.poll.voted.connect(self._vote)
        self.below.clicked.connect(self.text.to_end)
        self.back.clicked.connect(self._come_back)
        self.typed.returnPressed.connect(self._entered)
        self.typed.textEdited.connect(self._typing)
        self.typed.completed.connect(self._complete)
        self.typed.left.connect(self._leave)
        self.typed.above.connect(self._change_last)

    def _began(self, welcome: told.Welcome) -> None:
        self.state = RoomState(welcome)
        self._learn()
        self._show()

    def _learn(self) -> None:
        self._link.learn(asked.AskCommands())
        if self.state is not None and self.state.room.emotes:
            self._link.learn_emotes()

    def _happened(self) -> None:
        if self.state is None:
            return
        for event in self._link.take():
            self._heard(event, self.state)
        if not self._due.isActive():
            self._due.start(_SOON)

    def _heard(self, event: Event, state: RoomState) -> None:
        rank = state.you.rank
        news = state.news(event)
        state.heard(event)
        for line in news:
            self._came(line, state)
        match event:
            case told.NickNeeded(suggestion=str(free)) if not self.typed.text():
                self.typed.setText(free)
            case told.Welcome():
                self._asking_older = False
                self._learn()
            case told.EmotesChanged():
                self._link.learn_emotes()
            case told.TimedOut():
                self._link.learn(asked.Ping())
            case told.Cleared() if state.refill:
                self._link.learn(asked.AskHistory())
        if state.you.rank != rank:
            self._link.learn(asked.AskCommands())

    def _came(self, line: told.Line, state: RoomState) -> None:
        to_us = state.speaks_to_us(line)
        if to_us:
            announce(self, f"{line.author.nick}: {line.text}")
        if self.isVisible() and self.text.following:
            return
        self._unread += 1
        self._to_us = self._to_us or to_us
        self.unread_changed.emit(self._unread, self._to_us)

    def _seen(self) -> None:
        if self._unread and self.isVisible() and self.text.following:
            self._unread, self._to_us = 0, False
            self.unread_changed.emit(0, False)
            self._show_below()

    def _show_below(self) -> None:
        self.below.setText(f"{self._unread} new below")
        self.below.setVisible(self._unread > 0)

    def _have_emotes(self, names: list[str]) -> None:
        self._emotes = names
        self._completing = Completing(self._commands, self._emotes)

    def _learned(self, answer: told.Lines | told.Commands | told.Pong) -> None:
        if self.state is None:
            return
        if isinstance(answer, told.Pong):
            self.state.ahead = answer.now - self._clock.now()
            self._show_note()
            return
        if isinstance(answer, told.Commands):
            self._commands = answer.commands
            self._completing = Completing(self._commands, self._emotes)
            return
        self._asking_older = False
        self.state.before(answer)
        self._show()

    def _refused(self, error: FootlightError, typed: str) -> None:
        self._asking_older = False
        if self.state is not None:
            self.state.say(str(error), "error")
            announce(self, str(error))
        if isinstance(error, SlowDownError):
            self._again_at = self._clock.now() + error.retry_after
        if typed and not self.typed.text():
            if typed == self._sent[0]:
                self._about = self._sent[1]
            self.typed.fill(typed)
            # Who does not mend it types over it.
            self.typed.selectAll()
        self._show()

    def _done(self, request: asked.Request) -> None:
        if self.state is None:
            return
        match request:
            case asked.Vote(choice=choice):
                self.state.voted = choice
            case asked.Say() if not self.state.may("unhurried"):
                self._again_at = self._clock.now() + self.state.room.settings.slow_seconds * 1_000_000
        self._show()

    def _ended(self, error: FootlightError) -> None:
        self.typed.setEnabled(False)
        self.head.setText(f"No chat: {error}")
        announce(self, self.head.text())
        # For all but who was put out for a moment it is for good.
        self._again_at = self._clock.now() + error.retry_after if isinstance(error, KickedError) else 0
        self._show_note()

    def _come_back(self) -> None:
        self.typed.setEnabled(True)
        self.head.setText(f"Coming into the chat of {self._link.channel}…")
        self.back.hide()
        self._link.open()
        self.typed.setFocus()

    def _show(self) -> None:
        state = self.state
        self.private.setVisible(state is not None and bool(state.private))
        self.private_title.setVisible(state is not None and bool(state.private))
        self._show_note()
        self._show_below()
        self.hint.setVisible(bool(self.hint.text()))
        if state is None:
            return
        you = state.you
        who = f"you are {you.nick}" if you.nick is not None else "you read along"
        if self.typed.isEnabled():
            waiting = f"{state.waiting} held: see the page, " if state.waiting else ""
            self.head.setText(f"{waiting}{state.room.people} here, {who}")
            self.head.setToolTip("\n".join(sorted((one.nick for one in state.people.values()), key=str.casefold)))
        self.typed.setPlaceholderText(
            f"Say something in {self._link.channel}" if you.nick is not None else "Take a nick, to write here"
        )
        pinned = state.room.pinned
        self.pinned.setVisible(pinned is not None)
        self.pinned.setText("" if pinned is None else f"Pinned: {pinned.author.nick or ''}: {pinned.text}")
        self.poll.show_poll(state.room.poll, state.voted, may=you.nick is not None)
        self._show_about()
        self.text.show_entries(state.shown())
        self.private.show_entries(list(state.private.values()))

    def _show_about(self) -> None:
        about = self._about
        self.about.setVisible(about is not None)
        if about is not None:
            text = about.line.text.replace("\n", " ")
            words = "Change" if about.change else f"Answer to {about.line.author.nick or 'a deleted account'}"
            self.about.setText(f"{words}: {text if len(text) <= _SHOWN else f'{text[:_SHOWN]}…'} (Escape: back)")

    def _show_note(self) -> None:
        note = self._note()
        self.note.setText(note)
        self.note.setVisible(bool(note))
        state, now = self.state, self._clock.now()
        silent = state is not None and state.silent_until is not None and state.silent_until - state.ahead > now
        if silent or self._again_at > now:
            self._ticking.start()
        else:
            self._ticking.stop()
        # Who was put out for a moment may come in again.
        self.back.setVisible(bool(self._again_at) and self._again_at <= now and not self.typed.isEnabled())

    def _note(self) -> str:
        state, now = self.state, self._clock.now()
        if state is None:
            return ""
        if state.away is not None:
            return f"Away: {state.away.error}; trying again"
        if state.nick_needed is not None:
            return f"{state.nick_needed.message}: take another"
        silent = 0 if state.silent_until is None else state.silent_until - state.ahead - now
        if silent > 0:
            return f"You are timed out for {span(silent)} more"
        if self._again_at <= now:
            return ""
        what = "write again" if self.typed.isEnabled() else "come back"
        return f"You may {what} in {span(self._again_at - now)}"

    # What is typed.

    def _entered(self) -> None:
        text, about = self.typed.said, self._about
        if not text or self.state is None:
            return
        self.typed.clear()
        self.hint.clear()
        self._about, self._sent = None, (text, about)
        you = self.state.you
        if you.nick is None and you.guest:
            self._link.ask(asked.TakeNick(nick=text), text)
        elif about is not None and about.change:
            self._link.ask(asked.Edit(message=about.line.id, text=text), text)
        elif text.startswith("/"):
            self._link.ask(asked.Command(text=text), text)
        else:
            self._link.ask(asked.Say(text=text, reply_to=about.line.id if about is not None else None), text)
        self.text.to_end()
        self._show()

    def _leave(self) -> None:
        """Let go of the line that is answered or changed, and where there is none, of typing."""
        if self._about is None:
            self.left.emit()
            return
        if self._about.change:
            self.typed.clear()
        self._about = None
        self._show_about()

    def _typing(self, text: str) -> None:
        if self.state is None or self.state.you.nick is None:
            return
        nicks = [person.nick for person in self.state.people.values()]
        lines = [key for key in self.state.entries if key > 0][-20:]
        found = self._completing.complete(text, nicks, lines)
        if self.typed.cycle.typed(text, found):
            words = "  ".join(word.strip() for word in found.words[:_OFFERED])
            self.hint.setText("\n".join(filter(None, (words, found.hint))))
            self.hint.setVisible(bool(self.hint.text()))

    def _complete(self, by: int) -> None:
        filled = self.typed.cycle.another(by)
        if filled is not None:
            self.typed.setText(filled)
            self._typing(filled)

    # What is done with a line.

    def answer(self, line: told.Line) -> None:
        """Let an answer to it be typed."""
        self._about = _About(line, change=False)
        self.begin("")

    def change(self, line: told.Line) -> None:
        """Let another text of it be typed."""
        self._about = _About(line, change=True)
        self.begin(line.text)

    def begin(self, text: str) -> None:
        """Let this be typed on."""
        self.typed.fill(text)
        self._typing(text)
        self._show_about()

    def do(self, request: asked.Request) -> None:
        """Ask for it."""
        self._link.ask(request, "")

    def _open_menu(self, entry: Entry, at: QPoint) -> None:
        state = self.state
        if state is None:
            return
        if entry.line is not None:
            menu = self.menu = line_menu(self, entry.line, state, self)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(at)
        elif entry.private is not None:
            private = entry.private
            other = private.to.nick if private.sender.nick == state.you.nick else private.sender.nick
            self.begin(f"/private {other} ")

    def _change_last(self) -> None:
        if self.state is None:
            return
        lines = [entry.line for entry in self.state.entries.values() if entry.line is not None]
        last = next((line for line in reversed(lines) if self.state.is_ours(line)), None)
        if last is not None:
            self.change(last)

    def _vote(self, choice: int) -> None:
        poll = self.state.room.poll if self.state is not None else None
        if poll is not None:
            self.do(asked.Vote(choice=choice, poll=poll.id))

    def _older(self) -> None:
        if self.state is not None and self.state.older and not self._asking_older:
            self._asking_older = True
            self._link.learn(asked.AskHistory(before=self.state.oldest))

    def _speaks_to_us(self, entry: Entry) -> bool:
        return self.state is not None and entry.line is not None and self.state.speaks_to_us(entry.line)

    def _ours(self, entry: Entry) -> frozenset[str]:
        return frozenset() if self.state is None or entry.line is None else self.state.ours(entry.line)

    def _looks(self) -> Looks:
        running = QApplication.instance()
        colours = theme(running) if isinstance(running, QApplication) else DARK
        lit = QColor(colours.accent)
        lit.setAlpha(40)
        return Looks(dark=colours is DARK, quiet=QColor(colours.ink_soft), lit=lit, warning=QColor(colours.live))
