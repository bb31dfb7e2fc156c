"""When what was received goes on: live streams at once, what comes faster than it plays in its own time."""

from typing import Final

from footlight.model.units import Micros, micros_from_seconds

_LATE: Final = micros_from_seconds(1)
"""A packet that comes so late moves all after it: waiting for the old pace would never end."""
_DRIFT: Final = 1_000
"""The millionths by which a live stream's clock may be faster than ours without ever waiting."""


class Leeway:
    """Decides by a stream's own times; belongs to one thread.

    No address says whether it is live. So packets may be ahead of their times by as much as live ones come unevenly,
    and wait where they are more.
    """

    def __init__(self, ahead: Micros) -> None:
        """``ahead``: how much earlier than its time a packet may go on."""
        self._ahead = ahead
        self._anchor: Micros | None = None
        """When the time 0 is."""
        self._last = Micros(0)

    def restart(self) -> None:
        """The source was opened anew: its next packet goes on at once."""
        self._anchor = None

    def due(self, dts: Micros, arrived: Micros) -> Micros:
        """When the packet with this time goes on: ``arrived``, or later."""
        if self._anchor is None or self._anchor + dts < arrived - _LATE:
            self._anchor = Micros(arrived - dts)
        elif self._anchor + dts > arrived:
            passed = min(max(dts - self._last, 0), _LATE)
            self._anchor = Micros(self._anchor - passed * _DRIFT // 1_000_000) if self._ahead else self._anchor
        self._last = dts
        return max(arrived, Micros(self._anchor + dts - self._ahead))
