"""Screens and windows by the system that this is: the one place that asks which."""

import os
import sys

from footlight.capture.display import desktop
from footlight.capture.source import CaptureOptions, Source
from footlight.capture.sources import ScreenSpec, WindowSpec
from footlight.capture.window import WindowInfo, WindowView, chosen, successor
from footlight.capture.windowsource import WindowSource
from footlight.errors import DeviceUnavailableError, SourceUnknownError
from footlight.model.clock import Clock


def on_wayland() -> bool:
    """Whether screens are the portal's: in a Wayland session, unless DISPLAY names an X server of its own."""
    if sys.platform in {"win32", "darwin"} or not os.environ.get("WAYLAND_DISPLAY"):
        return False
    try:
        from footlight.capture.x11.client import is_xwayland

        return is_xwayland() or desktop().of_xwayland
    except DeviceUnavailableError:  # no X server that could be meant
        return True


def open_screen(spec: ScreenSpec, options: CaptureOptions, clock: Clock) -> Source:
    """Open a screen or a part of it.

    Raises:
        SourceNotFoundError: there is no such monitor, or the region goes beyond the desktop.
        SourceUnknownError: this system cannot give just this part.
        DeviceUnavailableError: there is no display, it does not answer, or the user may not see it.
        ToolMissingError: the system lacks what its screens are read with.
    """
    if sys.platform == "darwin":
        from footlight.capture.macos.screen import open_screen as open_on_macos

        return open_on_macos(spec, options, clock)
    if on_wayland():
        from footlight.capture.wayland.source import open_shared

        if spec != ScreenSpec():
            raise SourceUnknownError("a Wayland session asks which screen to share: write screen alone")
        return open_shared("screen", options, clock)
    here = desktop()
    if sys.platform == "win32":
        from footlight.capture.win32.screen import open_screen as open_on_windows

        return open_on_windows(here.region(spec), here.monitors, options, clock)
    from footlight.capture.x11.screen import ScreenSource

    return ScreenSource(here.region(spec), options, clock)


def list_windows() -> list[WindowInfo]:
    """The windows of this machine that can be sent by their titles; of a Wayland session the X programs' only.

    Raises:
        DeviceUnavailableError: there is no display, or the user may not see its windows.
        DeviceVanishedError: it ended meanwhile.
    """
    if sys.platform == "win32":
        from footlight.capture.win32 import window as win32

        return win32.list_windows()
    if sys.platform == "darwin":
        from footlight.capture.macos import window as macos

        return macos.list_windows()
    from footlight.capture.x11 import window as x11

    return x11.list_windows()


def open_window(spec: WindowSpec, options: CaptureOptions, clock: Clock) -> Source:
    """Open a window.

    Raises:
        SourceNotFoundError: there is none like it, or more than one.
        DeviceUnavailableError: there is no display, or its windows cannot be read.
        ToolMissingError: the system lacks what its windows are read with.
    """
    if spec == WindowSpec() and on_wayland():
        from footlight.capture.wayland.source import open_shared

        return open_shared("window", options, clock)
    window = chosen(spec, list_windows())
    return WindowSource(
        spec.source,
        _view(window, options, clock),
        lambda: _view(successor(spec, window, list_windows()), options, clock),
        options,
        clock,
    )


def _view(window: WindowInfo, options: CaptureOptions, clock: Clock) -> WindowView:
    if sys.platform == "win32":
        from footlight.capture.win32 import window as win32

        return win32.open_view(window, cursor=options.cursor)
    if sys.platform == "darwin":
        from footlight.capture.macos import window as macos

        return macos.open_view(window, clock, cursor=options.cursor)
    from footlight.capture.x11.window import XWindowView

    return XWindowView(window.id, cursor=options.cursor)
