"""The viewers of a feed whose transports are full, and how far behind they may be."""

from typing import Final

from footlight.hub.counters import Lag
from footlight.hub.limits import HubLimits
from footlight.hub.log import MessageLog
from footlight.hub.viewer import Viewer
from footlight.model.units import Micros

_GRACE: Final = Micros(150_000)
"""How long a viewer past the bound may try to catch up where there is no newer group to skip to."""
_SHARE: Final = 0.75
"""Of the bound: the rest is spent where it cannot be seen from here, in the network and in the viewer's own buffers."""
_SHARE_WITH_NEWER: Final = 0.5
"""Where there is a newer group only what is late already is lost, so that is soon enough."""


class Lagging:
    """Each has a position in the feed's log."""

    def __init__(self, limits: HubLimits, log: MessageLog) -> None:
        self._limits = limits
        self._log = log
        self._viewers: dict[Viewer, None] = {}

    def __len__(self) -> int:
        return len(self._viewers)

    def add(self, viewer: Viewer, now: Micros) -> None:
        viewer.progress_at = now
        viewer.unsent = viewer.outlet.unsent()
        self._viewers[viewer] = None

    def remove(self, viewer: Viewer) -> bool:
        """Whether it was here."""
        if viewer not in self._viewers:
            return False
        del self._viewers[viewer]
        return True

    def stalled(self, now: Micros) -> list[Viewer]:
        """Those who took nothing for too long."""
        stalled = []
        for viewer in self._viewers:
            unsent = viewer.outlet.unsent()
            if unsent < viewer.unsent:
                viewer.progress_at = now
            viewer.unsent = unsent
            if now - viewer.progress_at > self._limits.stall:
                stalled.append(viewer)
        return stalled

    def lag(self, now: Micros) -> Lag:
        """How far they are behind."""
        log, total = self._log, Lag()
        for viewer in self._viewers:
            total += Lag(1, log.bytes_from(viewer.position), log.age(viewer.position, now))
        return total

    def least(self, now: Micros) -> Micros:
        """How far the one is behind that is least behind; what was before it joined is no lag."""
        return min((self._behind(viewer, now) for viewer in self._viewers), default=Micros(0))

    def is_past_bound(self, viewer: Viewer, now: Micros) -> bool:
        """Whether a viewer that has room again must skip."""
        position = viewer.position
        if position < self._log.first:
            return True
        newer = self._is_older(position)
        if self._is_within(position, now, _SHARE_WITH_NEWER if newer else _SHARE):
            viewer.grace_until = None
            return False
        if newer:
            return True
        if position < viewer.exempt_until:
            return False
        # There is no newer group: most often the network hung for a moment, and the rest comes in no time.
        if viewer.grace_until is None:
            viewer.grace_until = Micros(now + _GRACE)
        return now > viewer.grace_until

    def is_lost(self, position: int, now: Micros) -> bool:
        """Whether viewers with room must skip, as this server itself is late with what is due to them."""
        if position < self._log.first:
            return True
        return self._is_older(position) and not self._is_within(position, now, _SHARE)

    def _behind(self, viewer: Viewer, now: Micros) -> Micros:
        return Micros(0) if viewer.position < viewer.exempt_until else self._log.age(viewer.position, now)

    def _is_older(self, position: int) -> bool:
        """There is a newer group to skip to."""
        return self._log.group_start is not None and self._log.group_start > position

    def _is_within(self, position: int, now: Micros, share: float) -> bool:
        age, size = self._log.age(position, now), self._log.bytes_from(position)
        return age <= self._limits.lag * share and size <= self._limits.lag_bytes * share
