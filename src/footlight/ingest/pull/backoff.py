"""How long a pull that failed waits: bounded in rate however many fail, for each asks again for ever."""

import random
from typing import Final

from footlight.errors import FootlightError, UserError
from footlight.model.clock import Clock
from footlight.model.units import Micros, micros_from_seconds

FIRST: Final = micros_from_seconds(1)
LONGEST: Final = micros_from_seconds(60)
_JITTER: Final = 0.2
_STEADY: Final = micros_from_seconds(60)
"""A source that was live for so long is asked again soon when it fails."""


class PullBackoff:
    """Delays from a second, doubling to a minute; a minute at once where only a person can mend what is wrong."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next = FIRST
        self._live_since: Micros | None = None

    def live(self) -> None:
        """It works."""
        self._live_since = self._clock.now()

    def delay(self, error: FootlightError) -> Micros:
        """The wait after one more failure, spread by chance so that many do not come back together."""
        if self._live_since is not None and self._clock.now() - self._live_since >= _STEADY:
            self._next = FIRST
        self._live_since = None
        delay = LONGEST if isinstance(error, UserError) else self._next
        self._next = Micros(min(delay * 2, LONGEST))
        return Micros(round(delay * random.uniform(1 - _JITTER, 1 + _JITTER)))  # noqa: S311 - no secret
