"""Screens and windows by the system that this is: the one place that asks which."""

import sys

from footlight.capture.display import desktop
from footlight.capture.source import CaptureOptions, Source
from footlight.capture.sources import ScreenSpec, WindowSpec
from footlight.capture.window import WindowInfo, WindowView, chosen
from footlight.capture.windowsource import WindowSource
from footlight.errors import DeviceUnavailableError
from footlight.model.clock import Clock


def open_screen(spec: ScreenSpec, options: CaptureOptions, clock: Clock) -> Source:
    """Open a screen or a part of it.

    Raises:
        SourceNotFoundError: there is no such monitor, or the region goes beyond the desktop.
        DeviceUnavailableError: there is no display, it does not answer, or the user may not see it.
    """
    if sys.platform in {"win32", "darwin"}:
        raise DeviceUnavailableError("screens can be sent from X11 only as yet: send a camera or a file")
    from footlight.capture.x11.screen import ScreenSource

    return ScreenSource(desktop().region(spec), options, clock)


def list_windows() -> list[WindowInfo]:
    """The windows of this machine that can be sent.

    Raises:
        DeviceUnavailableError: there is no display, or the user may not see its windows.
    """
    from footlight.capture.x11.window import list_windows

    return list_windows()


def open_window(spec: WindowSpec, options: CaptureOptions, clock: Clock) -> Source:
    """Open a window.

    Raises:
        SourceNotFoundError: there is none like it, or more than one.
        DeviceUnavailableError: there is no display, or its windows cannot be read.
    """
    window = chosen(spec, list_windows())
    # A number is never given again; so what takes the place of a window is one of its title.
    another = spec if spec.id is None else WindowSpec(title=window.title)
    return WindowSource(
        spec.source,
        _view(window, options),
        lambda: _view(chosen(another, list_windows()), options),
        options,
        clock,
    )


def _view(window: WindowInfo, options: CaptureOptions) -> WindowView:
    from footlight.capture.x11.window import XWindowView

    return XWindowView(window.id, cursor=options.cursor)
