"""The chat beside the picture: its lines, who one is there, and a line to type in."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

from footlight.client.chat import asked, told
from footlight.client.chat.completion import Completing, Cycle
from footlight.client.chat.entry import Entry
from footlight.client.chat.roomstate import RoomState
from footlight.desktop.chatlink import ChatLink
from footlight.desktop.chatlooks import Looks
from footlight.desktop.chattext import ChatText
from footlight.desktop.panels import announce
from footlight.desktop.theme import DARK, theme
from footlight.errors import FootlightError

WIDTH: Final = 340
_QUEUED: Final = Qt.ConnectionType.QueuedConnection
_SOON: Final = 30
"""Milliseconds in which all that comes is written at once."""


class ChatPane(QWidget):
    """Comes into the chat when it is shown first."""

    left = Signal()
    """Escape was pressed while typing."""

    def __init__(self, link: ChatLink, parent: QWidget) -> None:
        super().__init__(parent)
        self._link = link
        self._opened = False
        self._asking_older = False
        self._completing = Completing()
        self.state: RoomState | None = None
        self.setAutoFillBackground(True)
        self.setAccessibleName(f"Chat of {link.channel}")
        self.head, self.pinned, self.note, self.hint = (QLabel() for _ in range(4))
        self.pinned.hide()
        for label in (self.head, self.pinned, self.note, self.hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.text = ChatText("Lines", self._looks, self._speaks_to_us)
        self.private = ChatText("Private lines, which the server can read", self._looks, lambda _: False)
        self.private_title = QLabel("Private: the server can read it")
        self.private.setMaximumHeight(110)
        self.typed = TypedLine()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(6)
        layout.addWidget(self.head)
        layout.addWidget(self.pinned)
        layout.addWidget(self.text, 1)
        for widget in (self.private_title, self.private, self.hint, self.note, self.typed):
            layout.addWidget(widget)
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self._show)
        self._listen()
        self.head.setText(f"Coming into the chat of {link.channel}…")
        self._show()

    def open(self) -> None:
        """Come in, the first time; and let people type."""
        if not self._opened:
            self._opened = True
            self._link.open()
        self.typed.setFocus()

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
        heard.refused.connect(self._refused, _QUEUED)
        heard.ended.connect(self._ended, _QUEUED)
        self.text.at_top.connect(self._older)
        self.typed.returnPressed.connect(self._entered)
        self.typed.textEdited.connect(self._typing)
        self.typed.completed.connect(self._complete)
        self.typed.left.connect(self.left)

    def _began(self, welcome: told.Welcome) -> None:
        self.state = RoomState(welcome)
        self._link.learn(asked.AskCommands())
        self._show()

    def _happened(self) -> None:
        if self.state is None:
            return
        for event in self._link.take():
            rank = self.state.you.rank
            self.state.heard(event)
            match event:
                case told.NickNeeded(suggestion=str(free)) if not self.typed.text():
                    self.typed.setText(free)
                case told.Welcome():
                    self._asking_older = False
                case told.Cleared() if self.state.refill:
                    self._link.learn(asked.AskHistory())
            if isinstance(event, told.Welcome) or self.state.you.rank != rank:
                self._link.learn(asked.AskCommands())
        if not self._due.isActive():
            self._due.start(_SOON)

    def _learned(self, answer: told.Lines | told.Commands) -> None:
        if self.state is None:
            return
        if isinstance(answer, told.Commands):
            self._completing = Completing(answer.commands)
            return
        self._asking_older = False
        self.state.before(answer)
        self._show()

    def _refused(self, error: FootlightError, typed: str) -> None:
        self._asking_older = False
        if self.state is not None:
            self.state.say(str(error), "error")
            announce(self, str(error))
        if not self.typed.text():
            self.typed.setText(typed)
            # Who does not mend it types over it.
            self.typed.selectAll()
        self._show()

    def _ended(self, error: FootlightError) -> None:
        self.typed.setEnabled(False)
        self.head.setText(f"No chat: {error}")
        announce(self, self.head.text())

    def _show(self) -> None:
        state = self.state
        self.private.setVisible(state is not None and bool(state.private))
        self.private_title.setVisible(state is not None and bool(state.private))
        note = self._note()
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.hint.setVisible(bool(self.hint.text()))
        if state is None:
            return
        you = state.you
        who = f"you are {you.nick}" if you.nick is not None else "you read along"
        if self.typed.isEnabled():
            self.head.setText(f"{state.room.people} here, {who}")
        self.typed.setPlaceholderText(
            f"Say something in {self._link.channel}" if you.nick is not None else "Take a nick, to write here"
        )
        pinned = state.room.pinned
        self.pinned.setVisible(pinned is not None)
        self.pinned.setText("" if pinned is None else f"Pinned: {pinned.author.nick or ''}: {pinned.text}")
        self.text.show_entries(state.shown())
        self.private.show_entries(list(state.private.values()))

    def _note(self) -> str:
        state = self.state
        if state is None:
            return ""
        if state.away is not None:
            return f"Away: {state.away.error}; trying again"
        if state.nick_needed is not None:
            return f"{state.nick_needed.message}: take another"
        return ""

    # What is typed.

    def _entered(self) -> None:
        text = self.typed.text().strip()
        if not text or self.state is None:
            return
        self.typed.clear()
        self.hint.clear()
        you = self.state.you
        if you.nick is None and you.guest:
            self._link.ask(asked.TakeNick(nick=text), text)
        elif text.startswith("/"):
            self._link.ask(asked.Command(text=text), text)
        else:
            self._link.ask(asked.Say(text=text), text)
        self._show()

    def _typing(self, text: str) -> None:
        if self.state is None or self.state.you.nick is None:
            return
        nicks = [person.nick for person in self.state.people.values()]
        lines = [key for key in self.state.entries if key > 0][-20:]
        found = self._completing.complete(text, nicks, lines)
        if self.typed.cycle.typed(text, found):
            self.hint.setText(found.hint)
            self.hint.setVisible(bool(found.hint))

    def _complete(self, by: int) -> None:
        filled = self.typed.cycle.another(by)
        if filled is not None:
            self.typed.setText(filled)
            self._typing(filled)

    def _older(self) -> None:
        if self.state is not None and self.state.older and not self._asking_older:
            self._asking_older = True
            self._link.learn(asked.AskHistory(before=self.state.oldest))

    def _speaks_to_us(self, entry: Entry) -> bool:
        return self.state is not None and entry.line is not None and self.state.speaks_to_us(entry.line)

    def _looks(self) -> Looks:
        running = QApplication.instance()
        colours = theme(running) if isinstance(running, QApplication) else DARK
        lit = QColor(colours.accent)
        lit.setAlpha(40)
        return Looks(dark=colours is DARK, quiet=QColor(colours.ink_soft), lit=lit, warning=QColor(colours.live))


class TypedLine(QLineEdit):
    """A line to type in: Tab completes, and Escape leaves it; the window's keys are letters here."""

    completed = Signal(int)
    """Another completion is wanted: the next, or the one before."""
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.cycle = Cycle()
        self.setAccessibleName("What to say")
        self.setMaxLength(2_000)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.completed.emit(1 if event.key() == Qt.Key.Key_Tab else -1)
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        return super().event(event)
