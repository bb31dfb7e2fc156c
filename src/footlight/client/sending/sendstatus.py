"""How sending goes, for those who show it."""

from dataclasses import dataclass
from typing import Final

from footlight.client.sending.quality import Quality
from footlight.model.units import Micros

_NONE: Final = Micros(0)


@dataclass(frozen=True, slots=True)
class SendStatus:
    """How sending goes, counted since it began."""

    pictures: int
    """Coded, of the main picture track; 0 where there is only sound."""
    sent_bytes: int
    viewers: int | None
    """As the server told last."""
    latency: Micros | None
    """Capture to the network's hands, of the newest picture; the way to the viewers is not in it."""
    drops: int
    """Pictures left out, before coding or before sending."""
    quality: Quality
    """How far the pictures give way to the network now."""
    level: float | None = None
    """dBFS of the loudest sound of the last half second, -96 where all is silent; None where there is no sound."""
    muted: bool = False
    """All sound is sent as silence."""
    sound_dropped: Micros = _NONE
    """Sound that came too late to be mixed, of all sources."""
    groups_left_out: int = 0
    """How often a group of pictures that are passed on was left out or broken off for the network's sake."""
