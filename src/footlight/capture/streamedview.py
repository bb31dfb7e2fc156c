"""A view of a window whose system pushes its pictures: Windows and macOS."""

import threading
from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from footlight.capture.window import Look, WindowInfo

OnPicture = Callable[[NDArray[np.uint8]], None]


class WindowStream(Protocol):
    """A window's pictures, on their way."""

    def resize(self, width: int, height: int) -> None:
        """The window has another size now; nothing where its pictures follow it by themselves."""

    def close(self) -> None:
        """Stop them."""


class WindowSystem(Protocol):
    """What a system knows of its windows."""

    def window(self, id: int) -> WindowInfo | None:
        """One window as it is now; None where it is no more."""

    def stream(
        self, window: WindowInfo, *, cursor: bool, on_picture: OnPicture, on_end: Callable[[], None]
    ) -> WindowStream:
        """Begin to push a window's pictures: uint8, (height, width, 4), BGRA, and whoever hears them may keep them.

        Raises:
            DeviceUnavailableError: the window cannot be read.
        """


class StreamedView:
    """A `WindowView` that keeps the newest picture; the system pushes one only where something changed."""

    def __init__(self, system: WindowSystem, window: WindowInfo, *, cursor: bool) -> None:
        """Begin.

        Raises:
            DeviceUnavailableError: the window cannot be read.
        """
        self._system = system
        self._id = window.id
        self._size = window.width, window.height
        self._look: Look | None = None
        self._newest: NDArray[np.uint8] | None = None
        self._ended = threading.Event()
        self._stream = system.stream(window, cursor=cursor, on_picture=self._take, on_end=self._ended.set)

    def look(self) -> Look | None:
        info = None if self._ended.is_set() else self._system.window(self._id)
        self._look = None if info is None else Look(info.width, info.height, not info.hidden)
        return self._look

    def grab(self) -> NDArray[np.uint8] | None:
        if self._look is not None and (self._look.width, self._look.height) != self._size:
            self._size = self._look.width, self._look.height
            self._stream.resize(*self._size)
        return self._newest

    def close(self) -> None:
        self._stream.close()

    def _take(self, picture: NDArray[np.uint8]) -> None:
        self._newest = picture
