"""What is shown over the chat until Escape is pressed."""

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.table import Table
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from footlight.client.chat import told
from footlight.client.chat.desk import HeldLine
from footlight.client.chat.entry import Entry
from footlight.model.units import micros_from_seconds
from footlight.terminal.linelist import LineList
from footlight.terminal.palette import Palette

KEYS: Final = (
    ("Enter", "say it; Ctrl-J: a new line"),
    ("Tab, Shift-Tab", "complete a command, what stands behind it, an @nick, an :emote"),
    ("Up, Down", "pick a line; below the last one is where you type"),
    ("PageUp, PageDown", "scroll; at the top older lines come"),
    ("Escape", "back to the newest line, and to typing"),
    ("F2", "people: Enter on one writes to them"),
    ("F3, /search", "search; Enter on a line goes there"),
    ("F4", "dark or light"),
    ("F5, /held", "lines that wait for you, who keep order"),
    ("/vote 2", "choose the second answer of the poll"),
    ("Ctrl-Q, /quit", "leave; Ctrl-C where nothing is typed"),
    ("", ""),
    ("[On a line]", ""),
    ("r, Enter", "answer it"),
    ("e", "change it, where it is yours"),
    ("d d", "delete it"),
    ("+", "put an emoji under it, or take it away"),
    ("g", "go to the line that it answers"),
    ("w", "write to its author alone"),
    ("t, k, b, p", "time-out, kick, ban its author; pin it (who may)"),
    ("", ""),
    ("Before a nick", "~ owner  & admin  @ moderator  + VIP"),
    ("The mouse", "click picks a line, and once more answers it; the wheel scrolls"),
)


class _Over(ModalScreen[None]):
    DEFAULT_CSS = """
    _Over { align: center middle; }
    _Over > * { width: 90%; max-width: 90; height: auto; max-height: 90%; border: round $primary; padding: 0 1; }
    .-short _Over > *, .-narrow _Over > * { width: 100%; max-height: 100%; }
    """
    AUTO_FOCUS = "*"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q", "dismiss(None)", "Close", show=False)]


class KeysScreen(_Over):
    """All keys."""

    def compose(self) -> ComposeResult:
        rows = Table.grid(padding=(0, 2, 0, 0))
        rows.add_column(no_wrap=True)
        rows.add_column()
        for key, does in KEYS:
            rows.add_row(Text(key, style="bold"), Text(does))
        with VerticalScroll() as box:
            box.border_title = "Keys"
            box.border_subtitle = "Down: more, Escape: close"
            yield Static(rows)


class LinesScreen(_Over):
    """Lines that are not where they stand in the chat: those that were found, or that are around one."""

    DEFAULT_CSS = "LinesScreen > LineList { height: 80%; }"

    def __init__(self, title: str, lines: Sequence[told.Line], palette: Palette, about: int | None = None) -> None:
        """``lines``: oldest first; ``about``: the one that is picked."""
        super().__init__()
        self._title = title
        self._entries = [Entry(line.id, "line", line) for line in lines]
        self._palette = palette
        self._about = about

    def compose(self) -> ComposeResult:
        lines = LineList(id="found")
        lines.palette = self._palette
        lines.border_title = Content(self._title)
        lines.border_subtitle = (
            "Enter: go there, Escape: close" if self._about is None else "Enter: answer, Escape: close"
        )
        yield lines

    def on_mount(self) -> None:
        lines = self.query_one(LineList)
        lines.show(self._entries)
        if self._about is not None:
            self.call_after_refresh(lines.pick, self._about)

    @property
    def leads_there(self) -> bool:
        """Who chooses a line goes to where it stands."""
        return self._about is None


class HeldScreen(_Over):
    """The lines that wait for those who keep order."""

    DEFAULT_CSS = "HeldScreen > LineList { height: 80%; }"

    class Decided(Message):
        """A line is let through, or not."""

        def __init__(self, held: int, *, approve: bool) -> None:
            super().__init__()
            self.held = held
            self.approve = approve

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.held = 0
        """How many are shown."""
        self._lines = LineList(id="waiting")
        self._lines.palette = palette

    def compose(self) -> ComposeResult:
        self._lines.border_subtitle = "a: let it through, x: do not, Escape: close"
        yield self._lines

    def show(self, held: Sequence[HeldLine]) -> None:
        """Show these from now on; the first is picked where none of them is."""
        self.held = len(held)
        self._lines.border_title = "1 line waits" if self.held == 1 else f"{self.held or 'No'} lines wait"
        self._lines.show([Entry(one.id, "line", _as_line(one)) for one in held])
        if held and self._lines.entry is None:
            self._lines.pick(held[0].id)

    def on_key(self, event: events.Key) -> None:
        entry = self._lines.entry
        if entry is not None and event.character in ("a", "x"):
            self.post_message(self.Decided(entry.key, approve=event.character == "a"))


def _as_line(held: HeldLine) -> told.Line:
    author = told.Author(held.rank, "", held.nick)
    text = f"{held.text}\n({held.reason})" if held.reason else held.text
    return told.Line(held.id, 0, author, "say", text, micros_from_seconds(held.at.timestamp()))
