"""What is shown over the chat until Escape is pressed."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from footlight.client.chat.entry import Entry
from footlight.terminal.linelist import LineList
from footlight.terminal.palette import Palette

KEYS: Final = (
    ("Enter", "say it"),
    ("Tab, Shift-Tab", "complete a command, what stands behind it, or an @nick"),
    ("Up, Down", "pick a line; below the last one is where you type"),
    ("PageUp, PageDown", "scroll; at the top older lines come"),
    ("Escape", "back to the newest line, and to typing"),
    ("F2", "people: Enter on one writes to them"),
    ("F3, or /search", "search"),
    ("F4", "dark or light"),
    ("/vote 2", "choose the second answer of the poll"),
    ("Ctrl-Q, or /quit", "leave"),
    ("", ""),
    ("On a line that is picked", ""),
    ("r, Enter", "answer it"),
    ("e", "change it, where it is yours"),
    ("d d", "delete it"),
    ("+", "put an emoji under it, or take it away"),
    ("w", "write to its author alone"),
    ("t, k, b, p", "time-out, kick, ban its author; pin it (who may)"),
    ("", ""),
    ("Before a nick", "~ owner   & admin   @ moderator   + VIP"),
    ("With the mouse", "click picks a line, and once more answers it; the wheel scrolls"),
)


class _Over(ModalScreen[None]):
    DEFAULT_CSS = """
    _Over { align: center middle; }
    _Over > * { width: 90%; max-width: 90; height: auto; max-height: 90%; border: round $primary; padding: 0 1; }
    """
    AUTO_FOCUS = "*"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q", "dismiss(None)", "Close", show=False)]


class KeysScreen(_Over):
    """All keys."""

    def compose(self) -> ComposeResult:
        widest = max(len(key) for key, _ in KEYS) + 2
        words = "\n".join(f"{key:<{widest}}{does}" for key, does in KEYS)
        with VerticalScroll() as box:
            box.border_title = "Keys"
            box.border_subtitle = "Escape"
            yield Static(Content(words))


class FoundScreen(_Over):
    """What was found."""

    DEFAULT_CSS = "FoundScreen > LineList { height: 80%; }"

    def __init__(self, words: str, found: Sequence[Entry], palette: Palette, *, more: bool) -> None:
        super().__init__()
        self._words = words
        self._found = found
        self._palette = palette
        self._more = more

    def compose(self) -> ComposeResult:
        found = LineList(lambda _: False, id="found")
        found.palette = self._palette
        found.border_title = Content(f"{len(self._found)}{' or more' if self._more else ''} with {self._words}")
        found.border_subtitle = "Escape"
        yield found

    def on_mount(self) -> None:
        self.query_one(LineList).show(self._found)
