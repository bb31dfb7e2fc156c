"""Screens of macOS as FFmpeg's device."""

from typing import Final

from footlight.capture.device import Device, open_first
from footlight.capture.devicesource import DEFAULT_FPS, DeviceSource
from footlight.capture.source import CaptureOptions
from footlight.capture.sources import ScreenSpec
from footlight.errors import DeviceUnavailableError, SourceUnknownError
from footlight.model.clock import Clock

PERMISSION: Final = (
    "allow this terminal to record the screen, in System Settings, Privacy & Security, Screen Recording,"
    " and start it anew"
)


def open_screen(spec: ScreenSpec, options: CaptureOptions, clock: Clock) -> DeviceSource:
    """Open a whole screen.

    Raises:
        SourceUnknownError: a part of one was asked for.
        DeviceUnavailableError: it cannot be opened, or may not be seen.
    """
    if spec.region is not None:
        raise SourceUnknownError("macOS gives whole screens only: write screen:N, or window:TITLE")
    name = f"screen:{spec.monitor}"
    ways = screen_devices(spec.monitor, options.fps or DEFAULT_FPS, cursor=options.cursor)
    try:
        return DeviceSource(open_first(ways, name), name, "screen", options, clock)
    except DeviceUnavailableError as error:
        raise DeviceUnavailableError(f"{error}; {PERMISSION}") from error


def screen_devices(number: int, fps: float, *, cursor: bool) -> list[Device]:
    """How to open a screen: first as its pixels are, then as the device likes."""
    url = f"Capture screen {number}:none"
    wanted = {"framerate": f"{fps:g}", "capture_cursor": str(int(cursor))}
    return [Device("avfoundation", url, {**wanted, "pixel_format": "bgr0"}), Device("avfoundation", url, wanted)]
