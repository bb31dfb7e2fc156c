"""A window that looks as it is told to."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from footlight.capture.window import Look
from footlight.errors import FootlightError


class FakeWindow:
    """Its looks come one after the other, the last for ever; its picture is black, in the size of the last look.

    A look that is an error is raised.
    """

    def __init__(self, looks: Iterable[Look | FootlightError | None]) -> None:
        self._looks = iter(looks)
        self._now: Look | None = None
        self.grabs = 0
        self.closed = False

    def look(self) -> Look | None:
        now = next(self._looks, self._now)
        if isinstance(now, FootlightError):
            raise now
        self._now = now
        return self._now

    def grab(self) -> NDArray[np.uint8] | None:
        assert self._now is not None
        assert self._now.shown
        self.grabs += 1
        return np.zeros((self._now.height, self._now.width, 4), np.uint8)

    def close(self) -> None:
        self.closed = True
