"""Decoded pictures on their way to the window: the newest of each, or those that wait for their sound."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from footlight.model.frame import VideoFrame
from footlight.model.units import Micros

_MOST_WAITING: Final = 32
_MOST_BYTES: Final = 256 * 1024 * 1024
PAINTING: Final = Micros(10_000)
"""What a picture needs from here to the screen: so much before its sound is heard it is due."""
_OTHER_TIME_LINE: Final = Micros(2_000_000)
"""A picture so far from what is heard has nothing to do with it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture for one place in the window."""

    place: int
    """0: the main one; 1: the second, inset."""
    frame: VideoFrame
    joined_at: Micros
    """When the connection began that it came over, in our clock: what was captured earlier is backlog."""


class Pictures:
    """Filled by the thread that decodes, emptied by the one that paints; bounded, and the oldest is left out."""

    def __init__(self, heard: Callable[[], Micros | None]) -> None:
        """``heard`` tells the pts of what is heard at this moment; None where there is no sound to wait for."""
        self._heard = heard
        self._lock = threading.Lock()
        self._waiting: deque[Picture] = deque()
        self._bytes = 0

    def put(self, picture: Picture) -> None:
        """Hand a picture over; never waits."""
        with self._lock:
            self._waiting.append(picture)
            self._bytes += picture.frame.image.nbytes
            while len(self._waiting) > _MOST_WAITING or (self._bytes > _MOST_BYTES and len(self._waiting) > 1):
                self._pop()

    def take(self) -> list[Picture]:
        """The newest picture of each place that is due now; what it overtook is left out."""
        heard = self._heard()
        due: dict[int, Picture] = {}
        with self._lock:
            while self._waiting and _wait(self._waiting[0], heard) <= 0:
                picture = self._pop()
                due[picture.place] = picture
        return list(due.values())

    def wait(self) -> Micros | None:
        """How long until the next picture is due; None where none waits."""
        heard = self._heard()
        with self._lock:
            return Micros(max(0, _wait(self._waiting[0], heard))) if self._waiting else None

    def clear(self) -> None:
        """Let go of what waits."""
        with self._lock:
            self._waiting.clear()
            self._bytes = 0

    def _pop(self) -> Picture:
        picture = self._waiting.popleft()
        self._bytes -= picture.frame.image.nbytes
        return picture


def _wait(picture: Picture, heard: Micros | None) -> int:
    if heard is None:
        return 0
    ahead = picture.frame.pts - heard - PAINTING
    return ahead if ahead <= _OTHER_TIME_LINE else 0
