"""Room in memory for files that come in."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from footlight.errors import LimitReachedError

_MOST_AT_ONCE: Final = 16
"""Files that are being taken in."""
_MOST_OF_ONE: Final = 2
"""Of these, one person's."""


class FilesComing:
    """Those of one kind: each takes megabytes for as long as its sender likes."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    @contextmanager
    def of(self, person: str) -> Iterator[None]:
        """Room for one of a person's; raises LimitReachedError where there is none."""
        if self._taken[person] >= _MOST_OF_ONE or self._taken.total() >= _MOST_AT_ONCE:
            raise LimitReachedError("too many pictures are sent at once: try again in a few seconds")
        self._taken[person] += 1
        try:
            yield
        finally:
            self._taken[person] -= 1
            if not self._taken[person]:
                del self._taken[person]
