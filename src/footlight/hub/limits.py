"""What the hub lets one peer, or all of them, take."""

from dataclasses import dataclass, fields
from typing import Final

from footlight.model.units import Micros, micros_from_seconds

_LAG: Final = micros_from_seconds(0.8)
_STALL: Final = micros_from_seconds(10)
_AWAY: Final = micros_from_seconds(60)


@dataclass(slots=True)
class HubLimits:
    """The bounds of every queue and count of a hub: one object for all its parts, which may change at run time."""

    viewers: int = 10_000
    """Viewers of the whole hub at once."""
    broadcasts: int = 1_000
    """Broadcasts of the whole hub at once."""
    lag_bytes: int = 16 * 1024 * 1024
    """How far a viewer may be behind the newest message, and how much a channel's log holds, in bytes."""
    lag: Micros = _LAG
    """The same in time; a part of it is left for what hides in the network and in the viewer's own buffers."""
    stall: Micros = _STALL
    """A viewer that takes nothing for so long is let go."""
    away: Micros = _AWAY
    """How long a publisher that dropped out may take to come back."""

    def become(self, other: "HubLimits") -> None:
        """Take over all bounds of ``other``; they hold from now on."""
        for field in fields(self):
            setattr(self, field.name, getattr(other, field.name))
