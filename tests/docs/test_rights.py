"""The table of rights in docs/accounts.md says what accounts/rights.py does."""

from typing import get_args

import pytest

from footlight.accounts.identity import Identity
from footlight.accounts.rights import Action, ListedAs, Place, Standing, Visibility, may
from footlight.model.channel import ChannelName
from tests.docs.pages import text

_ASKING: dict[Standing, tuple[Identity | None, ListedAs | None]] = {
    "owner": (Identity("c", "Cleo", "member"), None),
    "admin": (Identity("a", "Ada", "member"), "admin"),
    "moderator": (Identity("m", "Mo", "member"), "moderator"),
    "vip": (Identity("v", "Vic", "member"), "vip"),
    "invited": (Identity("i", "Ida", "member"), "invited"),
    "member": (Identity("x", "Max", "member"), None),
    "guest": (None, None),
}


def told() -> dict[tuple[Action, Visibility, Standing], str]:
    """What each cell says."""
    lines = text("docs/accounts.md").splitlines()
    heading = next(number for number, line in enumerate(lines) if line.startswith("| what | action | channels |"))
    standings = [cell.strip() for cell in lines[heading].strip("|").split("|")][3:]
    assert standings == list(get_args(Standing))
    found: dict[tuple[Action, Visibility, Standing], str] = {}
    for line in lines[heading + 2 :]:
        if not line.startswith("|"):
            break
        what, action, channels, *cells = [cell.strip() for cell in line.strip("|").split("|")]
        of = Action[action.strip("`").upper()]
        assert what in ("", of.value)
        for visibility in get_args(Visibility):
            if channels == "all" or visibility in channels.split(", "):
                for standing, cell in zip(get_args(Standing), cells, strict=True):
                    assert (of, visibility, standing) not in found
                    found[of, visibility, standing] = cell
    return found


@pytest.mark.parametrize("visibility", get_args(Visibility))
@pytest.mark.parametrize("action", Action)
def test_each_row_says_who_may(action: Action, visibility: Visibility) -> None:
    cells = told()
    place = Place(ChannelName("lobby"), "c", visibility)
    for standing, (who, role) in _ASKING.items():
        without = may(action, who, place, role)
        knowing = may(action, who, place, role, knows_password=True)
        expected = "yes" if without else "with the password" if knowing else "-"
        assert cells[action, visibility, standing] == expected
