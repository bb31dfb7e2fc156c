"""How the way to the server does: told by pings that travel behind the packets, in one line with them."""

from collections import deque
from dataclasses import dataclass
from typing import Final

from footlight.model.clock import Clock
from footlight.model.units import Micros, micros_from_seconds

_MOST_UNANSWERED: Final = 64
"""The oldest are kept: they tell how long nothing was heard."""

_SPAN: Final = micros_from_seconds(0.3)
"""Over how long a rate is told: several pictures at 30 a second."""

_WAITED: Final = micros_from_seconds(0.1)
"""What came so late came through a queue, as fast as the way goes."""

_KEPT: Final = micros_from_seconds(1)
_EMPTY_FOR: Final = micros_from_seconds(30)
"""For how long the shortest times are believed: routes change."""


@dataclass(frozen=True, slots=True)
class _Ping:
    left: Micros
    bytes: int
    """What went before it."""


@dataclass(frozen=True, slots=True)
class _Arrival:
    at: Micros
    """In the server's clock."""
    bytes: int
    lag: Micros


class Path:
    """The queue between us and the server, and what it lets through; no clock needs to be set for it.

    A queue makes pings late. How late is told against the quickest of the last half to whole minute, one way, so
    that a slow way back counts for nothing; a ping that is not answered yet tells of a lag before its answer does.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pings: dict[int, _Ping] = {}
        self._arrivals: deque[_Arrival] = deque()
        self._transit = _Quickest()
        self._round_trip = _Quickest()
        self._lag = Micros(0)
        self._answered_at = clock.now()

    def left(self, number: int, bytes: int) -> None:
        """A ping went out behind so many bytes, counted from the beginning of the connection."""
        if len(self._pings) < _MOST_UNANSWERED:
            self._pings[number] = _Ping(self._clock.now(), bytes)

    def answered(self, number: int, received_at: Micros) -> Micros | None:
        """A pong came, with the server's time of the ping's arrival; when the ping left, None if none did."""
        ping = self._pings.pop(number, None)
        if ping is None:
            return None
        for older in [one for one in self._pings if one < number]:
            del self._pings[older]  # answers come in order: these will not come any more
        now = self._answered_at = self._clock.now()
        transit = Micros(received_at - ping.left)
        self._lag = Micros(transit - self._transit.add(transit, now))
        self._round_trip.add(Micros(now - ping.left), now)
        self._arrivals.append(_Arrival(received_at, ping.bytes, self._lag))
        while received_at - self._arrivals[0].at > _KEPT:
            self._arrivals.popleft()
        return ping.left

    @property
    def lag(self) -> Micros:
        """How long what is sent now will wait on its way; 0 before the first answer."""
        if not self._arrivals:
            return Micros(0)
        now = self._clock.now()
        oldest = next(iter(self._pings.values()), None)
        if oldest is None:  # nothing much was sent since, and the queue goes meanwhile
            return Micros(max(self._lag - (now - self._answered_at), 0))
        return Micros(max(self._lag, now - oldest.left - self._round_trip.value, 0))

    def rate(self) -> int | None:
        """Bits a second that came through while something waited; None where that is not long enough ago."""
        if not self._arrivals:
            return None
        last = self._arrivals[-1]
        for arrival in reversed(self._arrivals):
            if arrival.lag < _WAITED:
                return None
            if last.at - arrival.at >= _SPAN:
                return round((last.bytes - arrival.bytes) * 8_000_000 / (last.at - arrival.at))
        return None


class _Quickest:
    """The least of the values of the last while, which is once to twice `_EMPTY_FOR`."""

    def __init__(self) -> None:
        self._since: Micros | None = None
        self._now: Micros | None = None
        self._before: Micros | None = None

    @property
    def value(self) -> Micros:
        """0 before the first."""
        return min((value for value in (self._now, self._before) if value is not None), default=Micros(0))

    def add(self, value: Micros, at: Micros) -> Micros:
        """Take a value in; the least with it."""
        if self._since is None or at - self._since > _EMPTY_FOR:
            self._since, self._before, self._now = at, self._now, value
        elif self._now is None or value < self._now:
            self._now = value
        return self.value
