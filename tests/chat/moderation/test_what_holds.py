"""Against whom a kick, a time-out and a ban hold who comes again: as the table of docs/chat.md says, row by row."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from footlight.errors import BannedError, KickedError, TimedOutError
from tests.chat.moderation.house import House
from tests.chat.stage import Outlet

PAGE: Final = Path(__file__).parents[3] / "docs" / "chat.md"
HERE, NEAR, AWAY = "8.8.4.4", "8.8.4.99", "9.9.9.9"
Comes = Callable[[House], Outlet]

COMING: Final[dict[str, tuple[str, Comes]]] = {
    "a guest by another nick": ("Eve", lambda house: house.enter("Nick2", device="eves", address=AWAY)),
    "a guest in another tab": ("Eve", lambda house: house.enter("Eve", device="eves", address=HERE)),
    "a guest who signs in at the same browser": ("Eve", lambda house: house.enter("Ann", device="eves", address=AWAY)),
    "a guest in a private window or another browser, at the same address": (
        "Eve", lambda house: house.enter("Nick2", device="new", address=HERE),
    ),
    "a guest in another browser, at another address of the same network": (
        "Eve", lambda house: house.enter("Nick2", device="new", address=NEAR),
    ),
    "a guest in another browser, from elsewhere": (
        "Eve", lambda house: house.enter("Nick2", device="new", address=AWAY),
    ),
    "a guest who signs in at another browser": ("Eve", lambda house: house.enter("Ann", device="new", address=HERE)),
    "an account at another browser": ("Bob", lambda house: house.enter("Bob", device="new", address=AWAY)),
    "an account, signed out, as a guest at the same browser": (
        "Bob", lambda house: house.enter("Nick2", device="bobs", address=AWAY),
    ),
    "an account, signed out, in a private window at the same address": (
        "Bob", lambda house: house.enter("Nick2", device="new", address=HERE),
    ),
    "another account at the same browser": ("Bob", lambda house: house.enter("Ann", device="bobs", address=AWAY)),
    "another account at another browser, at the same address": (
        "Bob", lambda house: house.enter("Ann", device="new", address=HERE),
    ),
}  # fmt: skip
THERE: Final = "another guest who is there already, at the same address"
RESTART: Final = "anybody of these after a restart of the server"


def table() -> dict[str, list[bool]]:
    """What the page says of each row, of kick, time-out and ban."""
    part = PAGE.read_text().split("| who comes again | kick | time-out | ban |\n")[1].split("\n\n")[0]
    rows = [[cell.strip() for cell in re.split(r"\|", line)[1:-1]] for line in part.splitlines()[1:]]
    return {name: [cell == "holds" for cell in cells] for name, *cells in rows}


async def holds(house: House, comes: Comes) -> bool:
    """Whether who comes so is kept out, or may say nothing."""
    try:
        outlet = comes(house)
        await house.say(outlet, "here again")
    except (KickedError, BannedError, TimedOutError):
        return True
    assert outlet.client is not None
    house.room.leave(outlet.client)
    house.kept.clock.forward(6)
    house.room.tick()
    return False


def test_every_row_is_tried() -> None:
    assert set(table()) == {*COMING, THERE, RESTART}


@pytest.mark.parametrize("deed", ["kick", "timeout", "ban"])
async def test_it_holds_as_the_page_says(house: House, deed: str) -> None:
    column = ["kick", "timeout", "ban"].index(deed)
    says = {row: cells[column] for row, cells in table().items()}
    for row, (whom, comes) in COMING.items():
        await house.reopen()
        await _do(house, deed, whom)
        assert (row, await holds(house, comes)) == (row, says[row])
        await _take_back(house, deed, whom)
    await house.reopen()
    neighbour = house.enter("Gina", device="ginas", address=HERE)
    await _do(house, deed, "Eve")
    gone = neighbour.dismissed is not None
    assert (gone or await holds(house, lambda _: neighbour)) == says[THERE]
    await house.reopen()
    assert await holds(house, COMING["a guest by another nick"][1]) == says[RESTART]


async def _do(house: House, deed: str, whom: str) -> None:
    house.enter(whom, device=f"{whom.lower()}s", address=HERE)
    mia = house.by("Mia")
    if deed == "timeout":
        await house.order.timeout(house.room, mia, whom, 600)
    else:
        await getattr(house.order, deed)(house.room, mia, whom)


async def _take_back(house: House, deed: str, whom: str) -> None:
    mia = house.by("Mia")
    if deed == "timeout":
        await house.order.untimeout(house.room, mia, whom)
    elif deed == "ban":
        await house.order.unban(house.room, mia, whom)
