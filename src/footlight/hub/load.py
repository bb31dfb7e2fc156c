"""How busy the server is, and for how long it therefore gathers packets: cost is per message, not per byte."""

from dataclasses import dataclass
from typing import Final

from footlight.model.latency import LatencyClass
from footlight.model.units import Micros


@dataclass(frozen=True, slots=True)
class _Level:
    crowd: Micros
    normal: Micros
    narrowing: float
    """By how much the load may grow on the way back to the level before, as the messages of one class do."""

    def width(self, latency: LatencyClass) -> Micros:
        return {"crowd": self.crowd, "normal": self.normal, "interactive": Micros(0)}[latency]


_LEVELS: Final = tuple(
    _Level(Micros(crowd * 1_000), Micros(normal * 1_000), narrowing)
    for crowd, normal, narrowing in (
        (0, 0, 1.0),
        (60, 0, 4.0),  # two pictures in one message at 30 a second, four at 60
        (120, 0, 2.0),
        (250, 0, 2.0),
        (250, 60, 4.0),
        (250, 120, 2.0),
        (250, 250, 2.0),
    )
)

WIDEST: Final = max(level.normal for level in _LEVELS)
"""For so long packets are gathered at most."""

_WIDEN_ABOVE: Final = 0.7
"""Of the core: beyond it a burst is late for interactive viewers."""
_NEARLY_ALL: Final = 0.9
"""Of the core: it may want much more, and there is no time to lose."""
_NARROW_TO: Final = 0.55
"""What the load may be once bundles are narrower: well below, so that they do not swing."""
_NARROW_AFTER: Final = Micros(3_000_000)
"""So long there must have been room for narrower bundles."""
_SETTLE: Final = Micros(700_000)
"""After a change what is measured still holds some of before."""
_SETTLE_IN_HASTE: Final = Micros(400_000)


class LoadController:
    """Widens bundles as the load rises, crowd first, and narrows them again, normal first."""

    def __init__(self, now: Micros) -> None:
        self._level = 0
        self._changed_at = now
        self._full_at = now
        """When there was last no room for narrower bundles."""
        self.share = 0.0
        """Of the core that is in use, as it was measured last."""

    def width(self, latency: LatencyClass) -> Micros:
        """For how long packets are gathered now for viewers of this class."""
        return _LEVELS[self._level].width(latency)

    def measured(self, share: float, now: Micros) -> bool:
        """Take in a measurement, several a second; returns whether a width changed.

        Args:
            share: of the core that was in use since the last one, 0 to 1.
        """
        self.share = share
        if share * _LEVELS[self._level].narrowing > _NARROW_TO:
            self._full_at = now
        if now - self._changed_at < (_SETTLE if share < _NEARLY_ALL else _SETTLE_IN_HASTE):
            return False
        if share > _WIDEN_ABOVE and self._level + 1 < len(_LEVELS):
            return self._step(1, now)
        if self._level > 0 and now - self._full_at >= _NARROW_AFTER:
            return self._step(-1, now)
        return False

    def _step(self, by: int, now: Micros) -> bool:
        self._level += by
        self._changed_at = self._full_at = now
        return True
