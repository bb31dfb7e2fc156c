"""The chat in a terminal."""

from typing import ClassVar, Final

from textual import events, on
from textual.actions import SkipAction
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from footlight.client.chat import asked, told
from footlight.client.chat.chat import Chat
from footlight.client.chat.completion import Completion
from footlight.client.chat.entry import Entry
from footlight.client.chat.happening import Event
from footlight.client.chat.roomstate import RoomState
from footlight.errors import FootlightError, OptionInvalidError, SlowDownError
from footlight.model.clock import Clock
from footlight.model.units import Micros
from footlight.terminal.learning import Learning
from footlight.terminal.linelist import LineList
from footlight.terminal.looks import SIGNS
from footlight.terminal.mode import SAY, Mode
from footlight.terminal.onaline import Delete, Type, on_a_line
from footlight.terminal.palette import DARK, LIGHT, Palette
from footlight.terminal.plain import plain
from footlight.terminal.screens import FoundScreen, KeysScreen
from footlight.terminal.tops import head, poll_line
from footlight.terminal.typed import Typed

_SOON: Final = 0.03
"""Seconds in which all that comes is drawn at once."""
_NAMED: Final = 20
"""Lines that may be meant by a command that is typed."""
_HEIGHTS: Final = {rank: place for place, rank in enumerate(("owner", "admin", "moderator", "vip", "member", "guest"))}
"""In which order people stand."""


class ChatApp(App[None]):
    """One chat that was started; `error` is why it ended, where that was not asked for."""

    CSS_PATH = "app.tcss"
    TITLE = "Footlight"
    AUTO_FOCUS = "#typed"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-wide")]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Leave", show=False, priority=True),
        Binding("f1", "keys", "Keys", show=False),
        Binding("f2", "people", "People", show=False),
        Binding("f3", "search", "Search", show=False),
        Binding("f4", "ground", "Dark or light", show=False),
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
        self._lines = LineList(self.state.speaks_to_us, id="lines")
        self._people = OptionList(id="people", markup=False)
        self._private = LineList(lambda _: False, id="private")
        self._hint, self._note, self._typed = Static(id="hint"), Static(id="note"), Typed(self._complete)
        self._learning = Learning(chat, self.state, self._show_soon, self._fail)
        self._fresh: int | None = None
        self._unread = 0
        self._focused = True
        self._due = False
        self._again_at = Micros(0)
        self._noted = ""
        self._here: list[told.Person] = []
        self._sure: int | None = None

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
        self._people.border_title = "People"
        self._private.border_title = "Private"
        self._private.border_subtitle = "the server can read it"
        self.set_interval(1, self._tell_note)
        self._enter_mode(SAY)
        self._show()
        self.run_worker(self._listen())
        self.run_worker(self._learning.commands())
        self.run_worker(self._learning.crowd())

    # What happens.

    async def _listen(self) -> None:
        try:
            async for event in self._chat:
                if event is not self._chat.welcome or self.state.away is not None:
                    self._heard(event)
        except FootlightError as error:
            self.error = error
        self.exit()

    def _heard(self, event: Event) -> None:
        new = isinstance(event, told.Message) and event.line.id not in self.state.entries
        rank = self.state.you.rank
        self.state.heard(event)
        match event:
            case told.Message(line=line) if new and line.author.nick != self.state.you.nick:
                self._came(line.id)
            case told.NickNeeded(suggestion=suggestion):
                self._want_nick(suggestion)
            case told.YouChanged() if self.mode.kind == "nick" and self.state.you.nick is not None:
                self._enter_mode(SAY)
            case told.Welcome():
                self.run_worker(self._learning.commands())
                self.run_worker(self._learning.crowd())
            case told.Cleared() if self.state.refill:
                self.run_worker(self._learning.newest())
            case told.Crowd():
                self.run_worker(self._learning.crowd())
        if self.state.you.rank != rank:
            self.run_worker(self._learning.commands())
        self._show_soon()

    def _came(self, key: int) -> None:
        if self._focused and self._lines.at_end:
            return
        self._unread += 1
        if self._fresh is None:
            self._fresh = key

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
        self._strip(self._pinned, None if pinned is None else f"Pinned: {pinned.author.nick or ''}: {pinned.text}")
        self._strip(self._poll, None if state.room.poll is None else poll_line(state.room.poll, state.voted))
        self._show_people()
        self._tell_note()

    def _strip(self, strip: Static, words: str | None) -> None:
        strip.display = words is not None
        strip.update(Content(plain(words or "").replace("\n", " ")))

    def _show_people(self, *, anew: bool = False) -> None:
        people = self._people
        palette = self._palette()
        found = sorted(
            self.state.people.values(), key=lambda one: (_HEIGHTS.get(one.rank, len(_HEIGHTS)), one.nick.casefold())
        )
        rest = self.state.room.people - len(found)
        people.border_subtitle = f"{rest} more" if rest > 0 else ""
        if found == self._here and not anew:
            return
        self._here, at = found, people.highlighted
        people.clear_options()
        people.add_options(
            Option(Content.styled(SIGNS.get(one.rank, "") + plain(one.nick), palette.nick(one.colour)), id=one.nick)
            for one in found
        )
        people.highlighted = at if at is not None and at < len(found) else None

    # What is typed.

    def _complete(self, text: str) -> Completion | None:
        if self.mode.kind not in ("say", "reply", "edit"):
            return None
        nicks = [person.nick for person in self.state.people.values()]
        lines = [key for key in list(self.state.entries)[-_NAMED:] if key > 0]
        return self._learning.completing.complete(text, nicks, lines)

    @on(Typed.Hinted)
    def _hinted(self, event: Typed.Hinted) -> None:
        found = event.completion
        hint = self._hint
        words = [word.strip() for word in found.words]
        if len(words) > 1 or (words and event.chosen is None):
            shown = [
                Content.styled(plain(word), "reverse" if place == event.chosen else "")
                for place, word in enumerate(words)
            ]
            first = max(0, (event.chosen or 0) - 3)
            parts = [Content("  ").join(shown[first:])]
            if found.hint:
                parts.append(Content.styled(found.hint, "dim"))
            hint.update(Content("    ").join(parts))
        else:
            hint.update(Content(found.hint))
        hint.display = bool(words or found.hint)

    @on(Input.Submitted, "#typed")
    def _entered(self, event: Input.Submitted) -> None:
        text, mode = event.value.strip(), self.mode
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
                self.run_worker(self._found(text))
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
                self.run_worker(self._found(rest.strip()))
            case "search":
                self.action_search()
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
            try:
                await self._chat.ask(request)
            except FootlightError as error:
                if isinstance(error, SlowDownError):
                    self._again_at = Micros(self._clock.now() + error.retry_after)
                self._fail(error)
                typed = self._typed
                if not typed.value and self.mode in (SAY, mode):
                    self._enter_mode(mode)
                    self._type(text)
                    # Who does not mend it types over it.
                    typed.select_all()
            else:
                if isinstance(request, asked.Vote):
                    self.state.voted = request.choice
                    self._show_soon()

        self.run_worker(work())

    def _fail(self, error: FootlightError) -> None:
        self.state.say(str(error), "error")
        self._show_soon()

    def _type(self, text: str) -> None:
        self._typed.value = text
        self._typed.cursor_position = len(text)
        self._typed.focus()

    def _enter_mode(self, mode: Mode) -> None:
        you = self.state.you
        if mode == SAY and you.nick is None and you.guest:
            mode = Mode("nick")
        self.mode = mode
        typed = self._typed
        typed.border_title = Content(mode.title)
        typed.placeholder = (
            "" if mode.kind != "say" else f"Say something in {self._chat.channel}, or / for commands; F1: keys"
        )

    def _want_nick(self, suggestion: str | None) -> None:
        self._enter_mode(Mode("nick"))
        self._type(suggestion or "")

    # What is done with a line.

    def on_key(self, event: events.Key) -> None:
        if not self._lines.has_focus:
            return
        entry, sure, self._sure = self._lines.entry, self._sure, None
        if entry is None or entry.line is None:
            if event.is_printable and event.character is not None:
                self._type(self._typed.value + event.character)
            return
        match on_a_line(event.character, entry.line, self.state):
            case Type(text, mode):
                self._enter_mode(mode or self.mode)
                self._type(text)
            case Delete() if sure == entry.key:
                self._ask(asked.Delete(message=entry.key), self.mode, "")
            case Delete():
                self._sure = entry.key
        self._tell_note()

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        entry = event.entry
        if isinstance(self.screen, FoundScreen):
            self.pop_screen()
        if entry.private is not None:
            private = entry.private
            other = private.to.nick if private.sender.nick == self.state.you.nick else private.sender.nick
            self._type(f"/private {other} ")
        elif entry.line is not None:
            self._enter_mode(Mode("reply", entry.line))
            self._type("")

    @on(OptionList.OptionSelected, "#people")
    def _person(self, event: OptionList.OptionSelected) -> None:
        typed = self._typed
        self._type(f"{typed.value}@{event.option.id} ")

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
        self._type("")

    def action_ground(self) -> None:
        self.theme = "textual-light" if self.theme == "textual-dark" else "textual-dark"
        for one in self.query(LineList):
            one.repaint(self._palette())
        self._show_people(anew=True)

    def action_page(self, by: int) -> None:
        if isinstance(self.screen, KeysScreen | FoundScreen):
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
        if self._unread and self._focused and self._lines.at_end:
            self._unread = 0
            self._tell_note()

    def _read(self) -> None:
        self._fresh, self._unread = None, 0

    async def _found(self, words: str) -> None:
        try:
            found = await self._chat.search(words)
        except FootlightError as error:
            self._fail(error)
            return
        entries = [Entry(line.id, "line", line) for line in reversed(found.lines)]
        self.push_screen(FoundScreen(words, entries, self._palette(), more=found.more))

    # What is said below.

    def _tell_note(self) -> None:
        words = self._note_words()
        if words == self._noted:
            return
        self._noted = words
        self._note.display = bool(words)
        self._note.update(Content(plain(words)))

    def _note_words(self) -> str:
        state, now = self.state, self._clock.now()
        if state.away is not None:
            return f"Away: {state.away.error}; trying again"
        if self._sure is not None:
            return "Press d once more to delete this line"
        if state.silent_until is not None and state.silent_until > now:
            return f"You are timed out for {_span(state.silent_until - now)} more"
        if state.nick_needed is not None:
            return f"{state.nick_needed.message}: take another"
        if self._again_at > now:
            return f"You may write again in {_span(self._again_at - now)}"
        if self._unread:
            return f"{self._unread} new below: Escape"
        return ""

    def _palette(self) -> Palette:
        return LIGHT if self.theme == "textual-light" else DARK


def _span(micros: int) -> str:
    """A duration as people say it, to the second."""
    minutes, rest = divmod(-(-micros // 1_000_000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
