"""How much somebody may write: a token bucket for each person of a room, and the time to wait told."""

from dataclasses import dataclass
from typing import Final

from footlight.errors import SlowDownError
from footlight.model.clock import Clock
from footlight.model.units import Micros, micros_from_seconds, seconds

_FORGET_EVERY: Final = Micros(60_000_000)


@dataclass(slots=True)
class Rate:
    """So many lines a second in the long run, and so many at once; a change holds at once."""

    per_second: float
    burst: int

    def become(self, other: "Rate") -> None:
        """Take over the bounds of ``other``."""
        self.per_second, self.burst = other.per_second, other.burst


@dataclass(slots=True)
class _Bucket:
    left: float
    at: Micros


class Allowances:
    """What is left to everybody; who has all of it is forgotten."""

    def __init__(self, clock: Clock, rate: Rate) -> None:
        self._clock = clock
        self._rate = rate
        self._buckets: dict[str, _Bucket] = {}
        self._forgot_at = clock.now()

    def take(self, key: str) -> None:
        """Spend one line of whom ``key`` stands for.

        Raises:
            SlowDownError: there is none left, and this tells when there is.
        """
        rate, now = self._rate, self._clock.now()
        self._forget(now)
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(rate.burst, now)
        bucket.left, bucket.at = self._left(bucket, now), now
        if bucket.left < 1:
            wait = micros_from_seconds((1 - bucket.left) / rate.per_second)
            raise SlowDownError("you write faster than this chat allows", max(1, wait))
        bucket.left -= 1

    def _left(self, bucket: _Bucket, now: Micros) -> float:
        return min(self._rate.burst, bucket.left + seconds(Micros(now - bucket.at)) * self._rate.per_second)

    def _forget(self, now: Micros) -> None:
        if now - self._forgot_at < _FORGET_EVERY:
            return
        self._forgot_at = now
        full = [key for key, bucket in self._buckets.items() if self._left(bucket, now) >= self._rate.burst]
        for key in full:
            del self._buckets[key]
