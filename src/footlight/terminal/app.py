"""The chat in a terminal."""

from typing import ClassVar, Final

from textual import events, on
from textual.actions import SkipAction
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.input import Selection

from footlight.client.chat import asked, told
from footlight.client.chat.chat import Chat
from footlight.client.chat.completion import Completion
from footlight.client.chat.happening import Event
from footlight.client.chat.roomstate import RoomState
from footlight.errors import FootlightError, NotAllowedError, OptionInvalidError, SlowDownError
from footlight.model.clock import Clock
from footlight.model.units import Micros
from footlight.terminal.hint import Hint
from footlight.terminal.learning import Learning
from footlight.terminal.linelist import LineList
from footlight.terminal.looking import Looking
from footlight.terminal.mode import SAY, Mode
from footlight.terminal.notes import Notes
from footlight.terminal.onaline import Delete, Go, Type, offered, on_a_line
from footlight.terminal.palette import DARK, LIGHT, Palette
from footlight.terminal.people import PeopleList
from footlight.terminal.plain import plain
from footlight.terminal.screens import HeldScreen, KeysScreen, LinesScreen
from footlight.terminal.tops import head, poll_rows
from footlight.terminal.typed import Typed

_SOON: Final = 0.03
"""Seconds in which all that comes is drawn at once."""
_NAMED: Final = 20
"""Lines that may be meant by a command that is typed."""
_RING_EVERY: Final = 3_000_000
"""Microseconds from one bell to the next."""


class ChatApp(App[None]):
    """One chat that was started; `error` is why it ended, where that was not asked for."""

    CSS_PATH = "app.tcss"
    TITLE = "Footlight"
    AUTO_FOCUS = "#typed"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-middle"), (100, "-wide")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Leave", show=False, priority=True),
        Binding("f1", "keys", "Keys", show=False),
        Binding("f2", "people", "People", show=False),
        Binding("f3", "search", "Search", show=False),
        Binding("f4", "ground", "Dark or light", show=False),
        Binding("f5", "held", "Lines that wait", show=False),
        Binding("ctrl+c", "stop", "Copy, clear or leave", show=False, priority=True),
        Binding("pageup", "page(-1)", "Older", show=False, priority=True),
        Binding("pagedown", "page(1)", "Newer", show=False, priority=True),
        Binding("escape", "to_typing", "Back", show=False),
    ]

    def __init__(self, chat: Chat, clock: Clock) -> None:
        super().__init__()
        self._chat = chat
        self._clock = clock
        self.state = RoomState(chat.welcome)
        self.error: FootlightError | None = None
        self.mode = SAY
        self._head, self._pinned, self._poll = Static(id="head"), Static(id="pinned"), Static(id="poll")
        self._lines = LineList(id="lines", lit=self.state.speaks_to_us, ours=self.state.ours)
        self._people = PeopleList()
        self._private = LineList(id="private")
        self._hint, self._note, self._typed = Hint(id="hint"), Static(id="note"), Typed(self._complete)
        self._learning = Learning(chat, self.state, clock, self._show_soon, self._fail)
        self._looking = Looking(self, chat, self._palette, self._fail)
        self._notes = Notes()
        self._fresh: int | None = None
        self._focused = True
        self._due = False
        self._noted = ""
        self._rang_at = Micros(0)

    def compose(self) -> ComposeResult:
        yield self._head
        yield self._pinned
        yield self._poll
        with Horizontal(id="middle"):
            yield self._lines
            with Vertical(id="side"):
                yield self._people
                yield self._private
        yield self._hint
        yield self._note
        yield self._typed

    def on_mount(self) -> None:
        self._private.border_title = "Private"
        self._private.border_subtitle = "server can read it"
        self.set_interval(1, self._tell_note)
        self._enter_mode(SAY)
        self._show()
        self.run_worker(self._listen())
        self._learn()

    # What happens.

    async def _listen(self) -> None:
        try:
            async for event in self._chat:
                if event is not self._chat.welcome or self.state.away is not None:
                    self._heard(event)
        except FootlightError as error:
            self.error = error
        self.exit()

    def _learn(self) -> None:
        self.run_worker(self._learning.commands())
        self.run_worker(self._learning.emotes())
        self.run_worker(self._learning.crowd())

    def _heard(self, event: Event) -> None:
        rank, waiting = self.state.you.rank, self.state.waiting
        news = self.state.news(event)
        self.state.heard(event)
        for line in news:
            self._came(line)
        match event:
            case told.Privately(sender=sender) if sender.nick != self.state.you.nick:
                self._ring()
            case told.Waiting(count=count):
                self._wait(count, waiting)
            case told.TimedOut():
                self.run_worker(self._learning.clock())
            case told.EmotesChanged():
                self.run_worker(self._learning.emotes())
            case told.NickNeeded(suggestion=suggestion):
                self._want_nick(suggestion)
            case told.YouChanged() if self.mode.kind == "nick" and self.state.you.nick is not None:
                self._enter_mode(SAY)
            case told.Welcome():
                self._learn()
            case told.Cleared() if self.state.refill:
                self.run_worker(self._learning.newest())
            case told.Crowd():
                self.run_worker(self._learning.crowd())
        if self.state.you.rank != rank:
            self.run_worker(self._learning.commands())
        self._show_soon()

    def _came(self, line: told.Line) -> None:
        if self.state.speaks_to_us(line):
            self._ring()
        if self._focused and self._lines.at_end:
            return
        self._notes.unread += 1
        if self._fresh is None:
            self._fresh = line.id

    def _ring(self) -> None:
        """Somebody speaks to us alone: the terminal says so as it was set to."""
        now = self._clock.now()
        if now - self._rang_at >= _RING_EVERY:
            self._rang_at = now
            self.bell()

    def _wait(self, count: int, before: int) -> None:
        if count > before:
            self.state.say(f"{count} line{'s wait' if count > 1 else ' waits'} for you: F5", "warning")
        self.run_worker(self._looking.held_again())

    def _show_soon(self) -> None:
        if not self._due:
            self._due = True
            self.set_timer(_SOON, self._show)

    def _show(self) -> None:
        self._due = False
        state = self.state
        self._lines.show(state.shown(), self._fresh)
        self._private.display = bool(state.private)
        self._private.show(list(state.private.values()))
        self._head.update(head(self._chat, state))
        pinned = state.room.pinned
        self._strip(self._pinned, None if pinned is None else _pinned(pinned))
        poll = state.room.poll
        self._strip(self._poll, None if poll is None else poll_rows(poll, state.voted, self.size.width - 2))
        self._people.show(state, self._palette())
        self._tell_note()

    def on_resize(self) -> None:
        self._show_soon()

    def _strip(self, strip: Static, words: str | None) -> None:
        strip.display = words is not None
        strip.update(Content(plain(words or "")))

    # What is typed.

    def _complete(self, text: str) -> Completion | None:
        if self.mode.kind == "react":
            return self._learning.completing.reaction(text)
        if self.mode.kind not in ("say", "reply", "edit"):
            return None
        nicks = [person.nick for person in self.state.people.values()]
        lines = [key for key in list(self.state.entries)[-_NAMED:] if key > 0]
        return self._learning.completing.complete(text, nicks, lines)

    @on(Typed.Hinted)
    def _hinted(self, event: Typed.Hinted) -> None:
        self._hint.show(event.completion, event.chosen)

    @on(Input.Submitted, "#typed")
    def _entered(self, event: Input.Submitted) -> None:
        text, mode = self._typed.said, self.mode
        if not text:
            return
        event.input.value = ""
        self._hint.display = False
        self._enter_mode(SAY)
        self._read()
        self._lines.to_end()
        self._do(mode, text)

    def _do(self, mode: Mode, text: str) -> None:
        line = mode.line.id if mode.line is not None else 0
        match mode.kind:
            case "nick":
                self._ask(asked.TakeNick(nick=text), mode, text)
            case "edit":
                self._ask(asked.Edit(message=line, text=text), mode, text)
            case "react":
                on = (line, text) not in self.state.reacted
                self._ask(asked.React(message=line, emoji=text, on=on), mode, text)
            case "search":
                self.run_worker(self._looking.search(text))
            case _ if text.startswith("/"):
                self._command(text)
            case "reply":
                self._ask(asked.Say(text=text, reply_to=line), mode, text)
            case _:
                self._ask(asked.Say(text=text), mode, text)

    def _command(self, text: str) -> None:
        name, _, rest = text[1:].partition(" ")
        match name.casefold():
            case "quit":
                self.exit()
            case "search" if rest.strip():
                self.run_worker(self._looking.search(rest.strip()))
            case "search":
                self.action_search()
            case "held":
                self.action_held()
            case "vote":
                self._vote(rest.strip())
            case _:
                self._ask(asked.Command(text=text), SAY, text)

    def _vote(self, rest: str) -> None:
        poll = self.state.room.poll
        if poll is None or poll.over:
            self._fail(OptionInvalidError("there is no poll now"))
        elif not rest.isdecimal() or not 1 <= int(rest) <= len(poll.choices):
            self._fail(OptionInvalidError(f"type /vote and a number from 1 to {len(poll.choices)}"))
        else:
            self._ask(asked.Vote(choice=int(rest) - 1, poll=poll.id), SAY, f"/vote {rest}")

    def _ask(self, request: asked.Request, mode: Mode, text: str) -> None:
        """Ask for it; what is refused stands there to be mended."""

        async def work() -> None:
            notes, settings = self._notes, self.state.room.settings
            notes.unsent += 1
            try:
                await self._chat.ask(request)
            except FootlightError as error:
                if isinstance(error, SlowDownError):
                    notes.again_at = self._clock.now() + error.retry_after
                self._fail(error)
                self._give_back(mode, text)
            else:
                if isinstance(request, asked.Vote):
                    self.state.voted = request.choice
                    self._show_soon()
                elif isinstance(request, asked.Say) and not self.state.may("unhurried"):
                    notes.again_at = self._clock.now() + settings.slow_seconds * 1_000_000
            finally:
                notes.unsent -= 1

        self.run_worker(work())

    def _give_back(self, mode: Mode, text: str) -> None:
        """What was refused stands there to be mended, where nothing else does."""
        if not self._typed.value and self.mode in (SAY, mode):
            self._enter_mode(mode)
            self._typed.fill(text)
            # Who does not mend it types over it.
            self._typed.select_all()

    def _fail(self, error: FootlightError) -> None:
        self.state.say(str(error), "error")
        self._show_soon()

    def _enter_mode(self, mode: Mode) -> None:
        you = self.state.you
        if mode == SAY and you.nick is None and you.guest:
            mode = Mode("nick")
        self.mode = mode
        typed = self._typed
        self._title()
        typed.placeholder = (
            "" if mode.kind != "say" else f"Say something in {self._chat.channel}, or / for commands; F1: keys"
        )

    def _title(self) -> None:
        """What becomes of what is typed, or what keys do where a line is picked."""
        entry = self._lines.entry if self._lines.has_focus else None
        line = None if entry is None else entry.line
        self._typed.border_title = Content(self.mode.title if line is None else offered(line, self.state))

    def _want_nick(self, suggestion: str | None) -> None:
        self._enter_mode(Mode("nick"))
        self._typed.fill(suggestion or "")

    # What is done with a line.

    def on_key(self, event: events.Key) -> None:
        if not self._lines.has_focus:
            return
        notes = self._notes
        entry, sure, notes.sure = self._lines.entry, notes.sure, None
        if entry is None or entry.line is None:
            if event.is_printable and event.character is not None:
                self._typed.fill(self._typed.value + event.character)
            return
        match on_a_line(event.character, entry.line, self.state):
            case Type(text, mode):
                self._enter_mode(mode or self.mode)
                self._typed.fill(text)
            case Go(line):
                self._go(line)
            case Delete() if sure == entry.key:
                self._ask(asked.Delete(message=entry.key), self.mode, "")
            case Delete():
                notes.sure = entry.key
        self._tell_note()

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        entry = event.entry
        if isinstance(self.screen, HeldScreen):
            return
        if isinstance(self.screen, LinesScreen):
            leads_there = self.screen.leads_there
            self.pop_screen()
            if leads_there:
                self._go(entry.key)
                return
        if entry.private is not None:
            private = entry.private
            other = private.to.nick if private.sender.nick == self.state.you.nick else private.sender.nick
            self._typed.fill(f"/private {other} ")
        elif entry.line is not None:
            self._enter_mode(Mode("reply", entry.line))
            self._typed.fill("")

    @on(LineList.Picked)
    @on(events.DescendantBlur)
    @on(events.DescendantFocus)
    def _picked(self) -> None:
        self._title()

    def _go(self, line: int) -> None:
        """Show a line where it stands, or what is around it."""
        if line in self.state.entries:
            self._lines.focus()
            self._lines.pick(line)
        else:
            self.run_worker(self._looking.around(line))

    @on(OptionList.OptionSelected, "#people")
    def _person(self, event: OptionList.OptionSelected) -> None:
        typed = self._typed
        self._typed.fill(f"{typed.value}@{event.option.id} ")

    # Keys.

    @on(Typed.Above)
    def _above(self) -> None:
        lines = self._lines
        lines.focus()
        lines.action_pick(-1)

    @on(LineList.Below)
    def _below(self) -> None:
        self._typed.focus()

    def action_keys(self) -> None:
        self.push_screen(KeysScreen())

    def action_people(self) -> None:
        if not self._people.display:
            self.state.say("People: " + ", ".join(sorted(one.nick for one in self.state.people.values())))
            self._show_soon()
        else:
            self._people.focus()

    def action_search(self) -> None:
        self._enter_mode(Mode("search"))
        self._typed.fill("")

    def action_held(self) -> None:
        if not self.state.may("held"):
            self._fail(NotAllowedError("only those who keep order here see the lines that wait"))
        else:
            self.run_worker(self._looking.held())

    def action_stop(self) -> None:
        typed = self._typed
        if self.screen.get_selected_text():
            raise SkipAction
        if typed.has_focus and not typed.selection.is_empty:
            typed.action_copy()
            typed.selection = Selection.cursor(typed.cursor_position)
        elif typed.has_focus and typed.value:
            self._enter_mode(SAY)
            typed.value = ""
        else:
            self.exit()

    def action_ground(self) -> None:
        self.theme = "textual-light" if self.theme == "textual-dark" else "textual-dark"
        for one in self.query(LineList):
            one.repaint(self._palette())
        self._show()

    def action_page(self, by: int) -> None:
        if isinstance(self.screen, KeysScreen | LinesScreen | HeldScreen):
            raise SkipAction
        if by > 0:
            self._lines.scroll_page_down(animate=False)
            return
        if self._lines.scroll_offset.y <= 0:
            self._older()
        self._lines.scroll_page_up(animate=False)

    def action_to_typing(self) -> None:
        self._enter_mode(SAY)
        self._read()
        self._lines.to_end()
        self._typed.focus()
        self._show_soon()

    def on_app_focus(self) -> None:
        self._focused = True

    def on_app_blur(self) -> None:
        self._focused = False

    @on(LineList.AtTop)
    def _older(self) -> None:
        self.run_worker(self._learning.older())

    @on(LineList.Moved)
    def _moved(self) -> None:
        if self._notes.unread and self._focused and self._lines.at_end:
            self._notes.unread = 0
            self._tell_note()

    def _read(self) -> None:
        self._fresh, self._notes.unread = None, 0

    @on(HeldScreen.Decided)
    def _decided(self, event: HeldScreen.Decided) -> None:
        self.run_worker(self._looking.decide(event.held, approve=event.approve))

    # What is said below.

    def _tell_note(self) -> None:
        words = self._notes.words(self.state, self._clock.now())
        if words == self._noted:
            return
        self._noted = words
        self._note.display = bool(words)
        self._note.update(Content(plain(words)))

    def _palette(self) -> Palette:
        return LIGHT if self.theme == "textual-light" else DARK


def _pinned(line: told.Line) -> str:
    return f"Pinned: {line.author.nick or ''}: {line.text}".replace("\n", " ")
