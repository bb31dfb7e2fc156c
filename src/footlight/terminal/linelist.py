"""A list of entries that draws only what is seen, and stays where it is while others come."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from itertools import accumulate
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from footlight.client.chat.entry import Entry
from footlight.client.chat.told import Line
from footlight.terminal.looks import Setting, height, local, rows
from footlight.terminal.palette import DARK, Palette

_DRAWN: Final = 512
"""Entries whose rows are kept as they were drawn."""


class LineList(ScrollView, can_focus=True):
    """Shows entries, the newest at the bottom; one can be picked by keys and by the mouse."""

    DEFAULT_CSS = "LineList { overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "pick(-1)", "Line above", show=False),
        Binding("down", "pick(1)", "Line below", show=False),
        Binding("enter", "choose", "Choose the line", show=False),
    ]

    class AtTop(Message):
        """The first entry is seen."""

    class Below(Message):
        """What is below the list is wanted."""

    class Moved(Message):
        """The list was scrolled."""

    class Picked(Message):
        """Another entry is picked, or none."""

    class Chosen(Message):
        """An entry was chosen."""

        def __init__(self, entry: Entry) -> None:
            super().__init__()
            self.entry = entry

    def __init__(
        self,
        *,
        id: str,
        lit: Callable[[Line], bool] = lambda _: False,
        ours: Callable[[Line], frozenset[str]] = lambda _: frozenset(),
    ) -> None:
        """``lit``: whether a line speaks to us; ``ours``: the emoji under it that we put there."""
        super().__init__(id=id)
        self.palette: Palette = DARK
        self.picked: int | None = None
        """The key of the entry that is picked."""
        self._lit = lit
        self._ours = ours
        self._entries: list[Entry] = []
        self._settings: list[Setting] = []
        self._ends: list[int] = []
        """Below the last row of each."""
        self._seen: dict[int, tuple[Entry, date | None, bool, frozenset[str]]] = {}
        """Of each entry: the day of its line, whether it speaks to us, and what we put under it."""
        self._heights: dict[int, tuple[Entry, Setting, int]] = {}
        self._drawn: dict[int, tuple[Entry, Setting, list[Strip]]] = {}
        self._fresh: int | None = None
        self._staying = False
        self._top: tuple[int, int] | None = None
        """Where the view was left that does not follow the newest entry: the entry at the top, and its hidden rows."""

    @property
    def at_end(self) -> bool:
        """The newest entry is seen, and the next one will be."""
        return self._top is None

    @property
    def entry(self) -> Entry | None:
        """The one that is picked."""
        return next((entry for entry in self._entries if entry.key == self.picked), None)

    def show(self, entries: Sequence[Entry], fresh: int | None = None) -> None:
        """Show these from now on; what is seen stays in its place, or the newest where it was seen.

        Args:
            fresh: the key of the first that was not read.
        """
        self._entries, self._fresh = list(entries), fresh
        self._lay_out()
        self._stay()
        self.refresh()

    def repaint(self, palette: Palette) -> None:
        """Draw everything in other colours."""
        self.palette = palette
        self._drawn.clear()
        self.refresh()

    def to_end(self) -> None:
        """Show the newest."""
        self.picked = self._top = None
        self._stay()
        self.refresh()

    def pick(self, key: int) -> bool:
        """Pick an entry, and show it in the middle; False: it is not held."""
        index = next((i for i, entry in enumerate(self._entries) if entry.key == key), None)
        if index is None:
            return False
        self.picked = key
        middle = self._start(index) - (self.size.height - 1) // 2
        self.scroll_to(y=max(0, middle), animate=False, immediate=True)
        self.refresh()
        self.post_message(self.Picked())
        return True

    # Textual's own.

    def on_resize(self, _event: events.Resize) -> None:
        self._lay_out()
        self._stay()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if not self._staying:
            self._top = None if round(new_value) >= self.max_scroll_y else self._first_seen()
        self.post_message(self.Moved())
        if new_value <= 0 and old_value > 0:
            self.post_message(self.AtTop())

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        index = None if offset is None else self._index(self.scroll_offset.y + offset.y)
        if index is None:
            return
        again = self.picked == self._entries[index].key
        self.picked = self._entries[index].key
        self.refresh()
        self.post_message(self.Picked())
        if again:
            self.action_choose()

    def render_line(self, y: int) -> Strip:
        row = self.scroll_offset.y + y
        index = self._index(row)
        width = self.scrollable_content_region.width
        ground = self.visual_style
        if index is None:
            return Strip.blank(width, ground.rich_style)
        entry, setting = self._entries[index], self._settings[index]
        strip = self._strips(entry, setting)[row - self._start(index)]
        if entry.key == self.picked and self.has_focus:
            ground = ground + self.palette.picked
        elif setting.lit:
            ground = ground + self.palette.lit
        return strip.extend_cell_length(width).crop(0, width).apply_style(ground.rich_style)

    # Keys.

    def action_pick(self, by: int) -> None:
        """Pick the entry above or below; below the last one nothing is picked."""
        index = next((i for i, entry in enumerate(self._entries) if entry.key == self.picked), len(self._entries))
        index += by
        if index < 0:
            self.post_message(self.AtTop())
        elif index >= len(self._entries):
            self.picked = None
            self.post_message(self.Below())
        else:
            self.picked = self._entries[index].key
            start, end = self._start(index), self._ends[index]
            if start < self.scroll_offset.y:
                self.scroll_to(y=start, animate=False, immediate=True)
            elif end > self.scroll_offset.y + self.size.height:
                self.scroll_to(y=end - self.size.height, animate=False, immediate=True)
        self.refresh()
        self.post_message(self.Picked())

    def action_choose(self) -> None:
        """Tell that the picked entry is chosen."""
        entry = self.entry
        if entry is not None:
            self.post_message(self.Chosen(entry))

    # Where things are.

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        if not width:
            return
        settings: list[Setting] = []
        seen: dict[int, tuple[Entry, date | None, bool, frozenset[str]]] = {}
        day = None
        for entry in self._entries:
            before = self._seen.get(entry.key)
            if before is None or before[0] is not entry:
                before = self._look(entry)
            _, today, lit, ours = seen[entry.key] = before
            new_day = today is not None and day is not None and today != day
            settings.append(Setting(width, new_day, entry.key == self._fresh, lit, ours))
            day = today or day
        self._seen = seen
        heights = {}
        for entry, setting in zip(self._entries, settings, strict=True):
            known = self._heights.get(entry.key)
            if known is None or known[0] is not entry or known[1] != setting:
                known = entry, setting, height(entry, setting, self.palette)
            heights[entry.key] = known
        self._settings, self._heights = settings, heights
        self._ends = list(accumulate(known[2] for known in heights.values()))
        self.virtual_size = Size(width, self._ends[-1] if self._ends else 0)

    def _look(self, entry: Entry) -> tuple[Entry, date | None, bool, frozenset[str]]:
        line = entry.line
        if line is None:
            return entry, None, False, frozenset()
        return entry, local(line.sent_at).date(), self._lit(line), self._ours(line)

    def _start(self, index: int) -> int:
        return self._ends[index - 1] if index else 0

    def _index(self, row: int) -> int | None:
        index = bisect_right(self._ends, row)
        return index if index < len(self._ends) else None

    def _first_seen(self) -> tuple[int, int] | None:
        """The key of the first entry that is seen, and how many of its rows are not."""
        index = self._index(self.scroll_offset.y)
        return None if index is None else (self._entries[index].key, self.scroll_offset.y - self._start(index))

    def _stay(self) -> None:
        """Be where the view was, in a list that is laid out anew."""
        index = None
        if self._top is not None:
            index = next((i for i, entry in enumerate(self._entries) if entry.key == self._top[0]), None)
        self._staying = True
        if self._top is None or index is None:
            self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True, force=True)
        else:
            self.scroll_to(y=self._start(index) + self._top[1], animate=False, immediate=True, force=True)
        self._staying = False

    def _strips(self, entry: Entry, setting: Setting) -> list[Strip]:
        known = self._drawn.get(entry.key)
        if known is None or known[0] is not entry or known[1] != setting:
            if len(self._drawn) >= _DRAWN:
                self._drawn.clear()
            drawn = [Strip(row.render_segments(Style())) for row in rows(entry, setting, self.palette)]
            known = self._drawn[entry.key] = entry, setting, drawn
        return known[2]
