"""Screens of Windows as FFmpeg's devices."""

from collections.abc import Sequence

from footlight.capture.device import Device, open_first
from footlight.capture.devicesource import DEFAULT_FPS, DeviceSource
from footlight.capture.display import Monitor
from footlight.capture.source import CaptureOptions
from footlight.capture.sources import Region
from footlight.model.clock import Clock


def open_screen(region: Region, monitors: Sequence[Monitor], options: CaptureOptions, clock: Clock) -> DeviceSource:
    """Open a part of the desktop.

    Raises:
        DeviceUnavailableError: neither device works here.
    """
    ways = screen_devices(region, len(monitors), options.fps or DEFAULT_FPS, cursor=options.cursor)
    return DeviceSource(open_first(ways, "the screen"), "the screen", "screen", options, clock)


def screen_devices(region: Region, monitors: int, fps: float, *, cursor: bool) -> list[Device]:
    """How to open a part of the desktop: first by the graphics card, else by GDI.

    With several monitors by GDI alone: the two may number them differently, and a wrong screen must not be shown.
    """
    size, mouse = f"{region.width}x{region.height}", int(cursor)
    by_card = (
        f"ddagrab=output_idx=0:framerate={fps:g}:draw_mouse={mouse}"
        f":video_size={size}:offset_x={region.x}:offset_y={region.y},hwdownload,format=bgra"
    )
    by_gdi = {
        "framerate": f"{fps:g}",
        "draw_mouse": str(mouse),
        "video_size": size,
        "offset_x": str(region.x),
        "offset_y": str(region.y),
    }
    return [*([Device("lavfi", by_card)] if monitors == 1 else []), Device("gdigrab", "desktop", by_gdi)]
