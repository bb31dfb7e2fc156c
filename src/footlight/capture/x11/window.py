"""One window of X11, read from its own pixmap by x11grab."""

import numpy as np
from numpy.typing import NDArray

from footlight.capture.window import Look, WindowInfo
from footlight.capture.x11.client import XClient
from footlight.capture.x11.grab import Grab
from footlight.errors import DeviceUnavailableError, DeviceVanishedError


def list_windows() -> list[WindowInfo]:
    """The windows of the display.

    Raises:
        DeviceUnavailableError: there is no display.
        DeviceVanishedError: it ended meanwhile.
    """
    client = XClient()
    try:
        return client.windows()
    finally:
        client.close()


class XWindowView:
    """A `WindowView` of X11."""

    def __init__(self, window: int, *, cursor: bool) -> None:
        """Redirect the window.

        Raises:
            SourceNotFoundError: the window is no more.
            DeviceUnavailableError: no display, no Composite extension, or a window of an unusual depth.
        """
        self._client = XClient()
        self._window = window
        self._cursor = cursor
        self._look: Look | None = None
        self._grab: Grab | None = None
        try:
            self._client.redirect(window)
        except BaseException:
            self._client.close()
            raise

    def look(self) -> Look | None:
        self._look = self._client.look(self._window)
        return self._look

    def grab(self) -> NDArray[np.uint8] | None:
        if self._look is None:
            return None
        if self._grab is not None and (self._grab.width, self._grab.height) != (self._look.width, self._look.height):
            self._let_go()
        try:
            if self._grab is None:
                self._grab = Grab("", {"window_id": str(self._window), "draw_mouse": str(int(self._cursor))})
            return self._grab.picture()
        except (DeviceUnavailableError, DeviceVanishedError):
            # It changed between the look and the grab, or the display ended: the next look says which.
            self._let_go()
            return None

    def close(self) -> None:
        self._let_go()
        self._client.close()

    def _let_go(self) -> None:
        if self._grab is not None:
            self._grab.close()
            self._grab = None
