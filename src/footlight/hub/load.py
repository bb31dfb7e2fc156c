"""How busy the server is, and for how long it therefore gathers packets: cost is per message, not per byte."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from footlight.model.latency import LatencyClass
from footlight.model.units import Micros


@dataclass(frozen=True, slots=True)
class Widths:
    """For how long packets are gathered."""

    crowd: Micros
    normal: Micros

    def of(self, latency: LatencyClass) -> Micros:
        """For viewers of this class; never for interactive ones."""
        return {"crowd": self.crowd, "normal": self.normal, "interactive": Micros(0)}[latency]


WIDEST: Final = Micros(250_000)

_LEVELS: Final = tuple(
    Widths(Micros(crowd * 1_000), Micros(normal * 1_000))
    for crowd, normal in ((0, 0), (60, 0), (120, 0), (250, 0), (250, 60), (250, 120), (250, 250))
)

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

Demand = Counter[tuple[LatencyClass, int]]
"""How many viewers there are, by latency class and by the milliseconds between their pictures."""


class LoadController:
    """Widens bundles as the load rises, crowd first, and narrows them again, normal first."""

    def __init__(self, now: Micros) -> None:
        self._level = 0
        self._changed_at = now
        self._full_at = now
        """When there was last no room for narrower bundles."""
        self.share = 0.0
        """Of the core that is in use, as it was measured last."""

    @property
    def widths(self) -> Widths:
        return _LEVELS[self._level]

    def measured(self, share: float, demand: Callable[[], Demand], now: Micros) -> bool:
        """Take in a measurement, several a second; returns whether a width changed.

        Args:
            share: of the core that was in use since the last one, 0 to 1.
            demand: tells who is to be served; asked for only where it matters.
        """
        self.share = share
        if self._level == 0 and share <= _WIDEN_ABOVE:
            return False
        viewers = demand()
        messages = [_messages(viewers, widths) for widths in _LEVELS]
        narrower = self._narrower(messages)
        growth = messages[narrower] / (messages[self._level] or 1.0)
        if share * max(growth, 1.0) > _NARROW_TO:
            self._full_at = now
        if now - self._changed_at < (_SETTLE if share < _NEARLY_ALL else _SETTLE_IN_HASTE):
            return False
        if share > _WIDEN_ABOVE:
            return self._change(self._wider(messages), now)
        if now - self._full_at >= _NARROW_AFTER:
            return self._change(narrower, now)
        return False

    def _change(self, level: int, now: Micros) -> bool:
        if level == self._level:
            return False
        self._level = level
        self._changed_at = self._full_at = now
        return True

    def _wider(self, messages: Sequence[float]) -> int:
        """The next level with fewer messages: where there is no crowd its bundles do not help."""
        levels = range(self._level + 1, len(_LEVELS))
        return next((level for level in levels if messages[level] < messages[self._level]), self._level)

    def _narrower(self, messages: Sequence[float]) -> int:
        """The level before this one, or one before that with as few messages."""
        level = max(self._level - 1, 0)
        while level > 0 and messages[level - 1] <= messages[level]:
            level -= 1
        return level


def _messages(demand: Demand, widths: Widths) -> float:
    """How many a second it would be, were packets gathered for so long."""
    return sum(
        viewers * 1_000 / (interval * (widths.of(latency) // (interval * 1_000) + 1))
        for (latency, interval), viewers in demand.items()
    )
