"""How long a source that was lost waits before it is opened again."""

import random
from typing import Final

from footlight.model.units import Micros, micros_from_seconds

FIRST: Final = micros_from_seconds(0.25)
LONGEST: Final = micros_from_seconds(5)
_JITTER: Final = 0.2
STEADY: Final = micros_from_seconds(10)
"""A source that was there for so long is asked again soon."""


class Retry:
    """Delays from a quarter of a second, doubling to five, spread by chance: a hundred cameras do not come together."""

    def __init__(self) -> None:
        self._next = FIRST

    def delay(self, lasted: Micros) -> Micros:
        """The wait after one more failure of a source that was there for ``lasted``; 0 where it could not be opened."""
        if lasted >= STEADY:
            self._next = FIRST
        delay = self._next
        self._next = min(Micros(self._next * 2), LONGEST)
        return Micros(round(delay * random.uniform(1 - _JITTER, 1 + _JITTER)))  # noqa: S311 - no secret
