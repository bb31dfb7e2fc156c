"""Who is here, beside the lines."""

from typing import Final

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from footlight.client.chat import told
from footlight.client.chat.roomstate import RoomState
from footlight.terminal.looks import SIGNS
from footlight.terminal.palette import Palette
from footlight.terminal.plain import plain

_HEIGHTS: Final = {rank: place for place, rank in enumerate(("owner", "admin", "moderator", "vip", "member", "guest"))}
"""In which order people stand."""


class PeopleList(OptionList):
    """One row for each, the highest first; written anew only where something is different."""

    def __init__(self) -> None:
        super().__init__(id="people", markup=False)
        self.border_title = "People"
        self._here: list[told.Person] = []
        self._in: Palette | None = None

    def show(self, state: RoomState, palette: Palette) -> None:
        """Show who is known to be here."""
        found = sorted(
            state.people.values(), key=lambda one: (_HEIGHTS.get(one.rank, len(_HEIGHTS)), one.nick.casefold())
        )
        rest = state.room.people - len(found)
        self.border_subtitle = f"{rest} more" if rest > 0 else ""
        if found == self._here and palette is self._in:
            return
        self._here, self._in, at = found, palette, self.highlighted
        self.clear_options()
        self.add_options(
            Option(Content.styled(SIGNS.get(one.rank, "") + plain(one.nick), palette.nick(one.colour)), id=one.nick)
            for one in found
        )
        self.highlighted = at if at is not None and at < len(found) else None
