"""A client of the X server: finds windows, and keeps their pictures whole where others cover them."""

import os
from contextlib import suppress
from typing import Final

from footlight.capture.source import MIN_SIDE
from footlight.capture.window import Look, WindowInfo
from footlight.errors import DeviceUnavailableError, DeviceVanishedError, SourceNotFoundError

try:
    import xcffib
    import xcffib.composite
    import xcffib.xproto
    from xcffib.xproto import MapState, WindowClass
except OSError as error:  # it loads a library of the system, which a server may lack
    raise DeviceUnavailableError("windows of X need a library: apt-get install libxcb1") from error

_DEPTHS: Final = (24, 32)
_DEEPEST: Final = 3
"""How far below the root a window's own name is looked for: window managers put frames around windows."""
_MOST_BYTES: Final = 65_536
"""Of a property; titles and lists of windows are shorter."""
_GONE: Final = "the windows went away: their X display no longer answers"


def is_xwayland() -> bool:
    """Whether the display is that of X programs within Wayland.

    Raises:
        DeviceUnavailableError: there is no display.
    """
    client = XClient()
    try:
        return client.has_extension("XWAYLAND")
    finally:
        client.close()


class XClient:
    """A connection to the display that ``DISPLAY`` names; of one thread at a time."""

    def __init__(self) -> None:
        """Connect.

        Raises:
            DeviceUnavailableError: there is no display, or it does not let us in.
        """
        display = os.environ.get("DISPLAY", "")
        try:
            self._connection = xcffib.connect(display)
        except (xcffib.XcffibException, ValueError) as error:
            raise DeviceUnavailableError(
                "no window can be seen: set DISPLAY to an X display that runs, and allow this user to use it"
            ) from error
        self._core = self._connection.core
        self._root = self._connection.get_setup().roots[self._connection.pref_screen].root

    def windows(self) -> list[WindowInfo]:
        """The windows of people: the window manager's list, else what is mapped and has a name.

        Raises:
            DeviceVanishedError: the display ended.
        """
        try:
            listed = [self._info(window) for window in self._managed()]
            if not any(listed):
                listed = [self._named(window, _DEEPEST) for window in self._children(self._root)]
        except xcffib.ConnectionException as error:
            raise DeviceVanishedError(_GONE) from error
        return [info for info in listed if info is not None]

    def look(self, window: int) -> Look | None:
        """How a window is now; None where it is no more.

        Raises:
            DeviceVanishedError: the display ended.
        """
        geometry, attributes = self._core.GetGeometry(window), self._core.GetWindowAttributes(window)
        try:
            # Both were asked before the first answer is waited for.
            size, state = geometry.reply(), attributes.reply()
        except xcffib.Error:
            return None
        except xcffib.ConnectionException as error:
            raise DeviceVanishedError(_GONE) from error
        if state._class == WindowClass.InputOnly:
            return None
        shown = state.map_state == MapState.Viewable and min(size.width, size.height) >= MIN_SIDE
        return Look(size.width, size.height, shown)

    def redirect(self, window: int) -> None:
        """Give a window a pixmap of its own, for as long as we are connected.

        What covers it is then not in its picture, and what lies beyond the screen is. The server
        goes on painting it to the screen.

        Raises:
            SourceNotFoundError: the window is no more.
            DeviceUnavailableError: the display has no Composite extension, or the window an unusual depth.
        """
        try:
            composite = self._connection(xcffib.composite.key)
            composite.QueryVersion(0, 4).reply()
            composite.RedirectWindow(window, xcffib.composite.Redirect.Automatic, is_checked=True).check()
            depth = self._core.GetGeometry(window).reply().depth
        except (xcffib.xproto.WindowError, xcffib.xproto.DrawableError) as error:
            raise SourceNotFoundError(
                f"window:{window:#x} closed just now: look again with footlight sources"
            ) from error
        except xcffib.XcffibException as error:
            raise DeviceUnavailableError(
                f"window:{window:#x} cannot be read where others cover it: the X display needs the Composite extension"
            ) from error
        if depth not in _DEPTHS:
            raise DeviceUnavailableError(
                f"window:{window:#x} has a depth of {depth} bits: only windows of 24 or 32 can be sent"
            )

    def has_extension(self, name: str) -> bool:
        """Whether the server knows it."""
        return bool(self._core.QueryExtension(len(name), name).reply().present)

    def close(self) -> None:
        """Disconnect; may be called again."""
        with suppress(xcffib.XcffibException):
            self._connection.disconnect()

    def _named(self, window: int, depth: int) -> WindowInfo | None:
        """The first window with a name in a tree of mapped ones."""
        info = self._info(window)
        if info is None or info.hidden or info.title or depth == 1:
            return info if info is not None and info.title and not info.hidden else None
        below = (self._named(child, depth - 1) for child in self._children(window))
        return next((found for found in below if found is not None), None)

    def _info(self, window: int) -> WindowInfo | None:
        look = self.look(window)
        if look is None:
            return None
        return WindowInfo(window, self._title(window), look.width, look.height, hidden=not look.shown)

    def _title(self, window: int) -> str:
        told = self._property(window, "_NET_WM_NAME")
        if told:
            return told.decode("utf-8", "replace")
        return self._property(window, "WM_NAME").decode("latin-1")

    def _managed(self) -> list[int]:
        told = memoryview(self._property(self._root, "_NET_CLIENT_LIST"))
        return list(told[: len(told) // 4 * 4].cast("I"))

    def _children(self, window: int) -> list[int]:
        try:
            return list(self._core.QueryTree(window).reply().children)
        except xcffib.Error:
            return []

    def _property(self, window: int, name: str) -> bytes:
        """The bytes of a property; none where the window lacks it, or is no more."""
        try:
            atom = self._core.InternAtom(False, len(name), name).reply().atom
            told = self._core.GetProperty(False, window, atom, xcffib.xproto.GetPropertyType.Any, 0, _MOST_BYTES // 4)
            return b"".join(told.reply().value)
        except xcffib.Error:
            return b""
