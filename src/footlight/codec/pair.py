"""Two halves of a work at once, in two threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Pair:
    """The calling thread, and one beside it; used by one thread."""

    def __init__(self, name: str) -> None:
        self._beside = ThreadPoolExecutor(1, name)

    def both(self, here: Callable[[], T], beside: Callable[[], T]) -> tuple[T, T]:
        """What the two return; where the other thread does not come to its half, it is done here too.

        Raises:
            Exception: what either raises, once both are over.
        """
        other = self._beside.submit(beside)
        try:
            mine = here()
        finally:
            late = other.cancel()
            if not late:
                other.exception()
        return mine, beside() if late else other.result()

    def close(self) -> None:
        """End the thread."""
        self._beside.shutdown()
