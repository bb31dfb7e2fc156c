"""How a room is set: what those who keep order there want of who writes."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Final

from footlight.chat.messages import RoomSettings
from footlight.chat.ranks import Deed
from footlight.errors import OptionInvalidError

Value = int | bool | None

_MOST: Final[dict[str, int]] = {
    "slow_seconds": 6 * 3_600,
    "followers_seconds": 90 * 24 * 3_600,
    "hold_new_accounts_hours": 90 * 24,
}


@dataclass(frozen=True, slots=True)
class RoomRules:
    """All of it; as it stands here in a room that nobody has set."""

    slow_seconds: int = 0
    """The least time between two lines of one person."""
    followers_seconds: int | None = None
    """Only who follows the channel for so long writes; None: also who does not follow it."""
    emote_only: bool = False
    unique: bool = False
    """Nothing is said twice."""
    guests: bool = True
    """They may write."""
    admins_listed: bool = False
    """Everybody may see who the admins and moderators are."""
    hold_first: bool = False
    """The first line that somebody writes here waits until one of those who keep order lets it through."""
    hold_new_accounts_hours: int = 0
    """So do the lines of accounts that are not so old."""

    @property
    def shown(self) -> RoomSettings:
        """What everybody is told: not what would help those whose lines are held."""
        return RoomSettings(
            slow_seconds=self.slow_seconds,
            followers_seconds=self.followers_seconds,
            emote_only=self.emote_only,
            unique=self.unique,
            guests=self.guests,
            admins_listed=self.admins_listed,
        )

    def opens(self, deed: Deed) -> bool:
        """Whether the room is set so that it is for everybody."""
        return deed is Deed.ADMINS and self.admins_listed

    def changed(self, changes: Mapping[str, Value]) -> "RoomRules":
        """The same with some of it set anew.

        Raises:
            OptionInvalidError: there is no such setting, or it cannot be set to that.
        """
        for name, value in changes.items():
            _check(name, value)
        return replace(self, **changes)  # type: ignore[arg-type]

    def told(self) -> dict[str, Value]:
        """All of it by name."""
        return asdict(self)

    def as_json(self) -> str:
        """What is not as at first, for the database."""
        first = RoomRules().told()
        return json.dumps({name: value for name, value in self.told().items() if value != first[name]})


def rules_of(data: str | None) -> RoomRules:
    """What `RoomRules.as_json` wrote; a setting that this version does not know is left out."""
    return RoomRules(**{name: value for name, value in json.loads(data or "{}").items() if name in _NAMES})


def _check(name: str, value: Value) -> None:
    if name not in _NAMES:
        raise OptionInvalidError(f"a room has no setting {name[:32]!r}: there are {', '.join(_NAMES)}")
    if name not in _MOST:
        if not isinstance(value, bool):
            raise OptionInvalidError(f"{name} is on or off")
        return
    if value is None and name == "followers_seconds":
        return
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST[name]:
        raise OptionInvalidError(f"{name} is a number from 0 to {_MOST[name]}")


_NAMES: Final = tuple(field.name for field in fields(RoomRules))
