"""How a sender gives way to a network that is too narrow: down at once, and up again by trying."""

from typing import Final

from footlight.model.clock import Clock
from footlight.model.units import Micros, micros_from_seconds

LAG: Final = micros_from_seconds(0.2)
"""What is sent waits longer than this: the network is too narrow. A keyframe alone takes an eighth of a second."""

EASED: Final = micros_from_seconds(0.1)
"""What waited is through."""

TOO_LATE: Final = micros_from_seconds(0.4)
"""Pictures that wait for longer, beyond what is on its way already, are left out."""

LEAST: Final = 0.02
"""The share that is left of the bitrate at worst."""

_HEADROOM: Final = 0.75
"""The share of what the network was seen to take that is sent: the rest empties the queue, and keeps it empty."""

_UNMEASURED: Final = micros_from_seconds(0.6)
"""A lag of this length is answered by half, though nobody could tell what comes through."""

_SETTLE: Final = micros_from_seconds(1)
"""How long a step down is given to show its effect."""

_STEP: Final = 1.25
_CALM: Final = micros_from_seconds(1.2)
"""How long all must be well before a step up."""

_PROOF: Final = micros_from_seconds(3)
"""The same before, and after, a step up to what was too much before: a little too much makes a queue only slowly."""

_MOST_CALM: Final = micros_from_seconds(10)
"""Ten times the bitrate takes eleven steps: with one such wait they end within half a minute."""


class Adaptation:
    """Finds the share of the full bitrate that the network takes; belongs to one event loop.

    A lag is answered at once by a share of what came through meanwhile, and by as few pictures as may be until the
    queue is gone. After a calm it tries a quarter more. A try that brought the lag back doubles the calm before the
    next one at that height, up to ten seconds; what lies below is climbed without that wait.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._changed_at = self._eased_at = clock.now()
        self._lagged_at: Micros | None = None
        self._calm = _PROOF
        self._ceiling: float | None = None  # the share that was too much
        self._trying = False  # whether the last step up went over that
        self.share = 1.0
        """Of the full bitrate of all pictures."""

    @property
    def holding(self) -> bool:
        """Let the queue go first: code as few pictures as may be."""
        return self._lagged_at is not None

    def hopeless(self, waiting: int, rate: int | None) -> bool:
        """Whether so many bytes of pictures, which wait here, would come too late to be worth sending."""
        return self.holding and rate is not None and waiting * 8_000_000 > rate * TOO_LATE

    def look(self, lag: Micros, rate: int | None, *, full: int, sound: int) -> bool:
        """Judge how it goes; to be called several times a second. Whether `share` or `holding` changed.

        Args:
            lag: how long what is sent waits, here and on its way.
            rate: bits a second that came through while it lagged; None: not known.
            full: bits a second of all pictures at their best.
            sound: bits a second that go beside them; they are not given up.
        """
        now = self._clock.now()
        before = (self.share, self.holding)
        if lag > LAG:
            self._lagged_at = now if self._lagged_at is None else self._lagged_at
            self._down(now, self._lagged_at, rate, full, sound)
        elif lag >= EASED:
            self._eased_at = now
        elif self.holding:
            self._lagged_at, self._eased_at = None, now
        else:
            self._up(now)
        return (self.share, self.holding) != before

    def _down(self, now: Micros, since: Micros, rate: int | None, full: int, sound: int) -> None:
        first = self._changed_at < since
        if not first and now - self._changed_at < _SETTLE:
            return
        if rate is not None:
            fits = (rate - sound) / full
            share = (rate * _HEADROOM - sound) / full
            # A queue that is there although less was sent for a second than comes through needs but time.
            if share >= self.share and not first:
                return
            share = min(share, self.share * _HEADROOM)
        elif now - max(since, self._changed_at) >= _UNMEASURED:
            fits, share = self.share, self.share / 2
        else:
            return
        if self._trying:
            self._calm = min(Micros(self._calm * 2), _MOST_CALM)
        self._trying = False
        self._ceiling = max(min(self.share, fits * _STEP), LEAST)
        self.share = max(share, LEAST)
        self._changed_at = now

    def _up(self, now: Micros) -> None:
        over = self._ceiling is not None and self.share * _STEP >= self._ceiling
        wait = self._calm if over else _PROOF if self._trying else _CALM
        if self.share >= 1 or now - max(self._changed_at, self._eased_at) < wait:
            return
        if self._trying:
            self._trying, self._calm = False, _PROOF
        if over:
            self._trying, self._ceiling = True, None
        self.share = min(self.share * _STEP, 1.0)
        self._changed_at = now
