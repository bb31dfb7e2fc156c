"""X11 screens, on a real X server."""

import subprocess
from itertools import pairwise

import numpy as np
import pytest

from footlight.capture import CaptureOptions, EndOfSource, Source, open_source, parse_source
from footlight.capture.display import Desktop, Monitor
from footlight.capture.listing import list_sources
from footlight.capture.sources import Region, ScreenSpec
from footlight.clock import SystemClock
from footlight.errors import DeviceUnavailableError, DeviceVanishedError, SourceNotFoundError
from footlight.model.frame import VideoFormat, VideoFrame
from tests.capture.conftest import XDisplay, x_server


def open_screen(text: str, options: CaptureOptions | None = None) -> Source:
    return open_source(parse_source(text), options or CaptureOptions(), SystemClock())


def picture_of(text: str, options: CaptureOptions | None = None) -> VideoFrame:
    source = open_screen(text, options)
    frame = source.read()
    source.close()
    assert isinstance(frame, VideoFrame)
    return frame


def paint(display: XDisplay, colour: str) -> None:
    subprocess.run(["xsetroot", "-display", display.name, "-solid", colour], check=True)


def test_a_screen_is_grabbed_as_it_is(display: XDisplay) -> None:
    paint(display, "#102030")
    frame = picture_of("screen", CaptureOptions(cursor=False))
    assert frame.format == "bgra"
    assert (frame.width, frame.height) == (640, 360)
    assert np.all(frame.image[..., :3] == (0x30, 0x20, 0x10))


def test_the_pointer_is_shown_unless_it_is_not_wanted(display: XDisplay) -> None:
    paint(display, "#102030")
    subprocess.run(["xdotool", "mousemove", "300", "200"], check=True)
    assert picture_of("screen", CaptureOptions(cursor=True)).image[180:220, 280:320, :3].std(axis=(0, 1)).max() > 1
    assert picture_of("screen", CaptureOptions(cursor=False)).image[180:220, 280:320, :3].std(axis=(0, 1)).max() == 0


@pytest.mark.usefixtures("display")
def test_a_region_of_odd_size_is_grabbed() -> None:
    assert picture_of("screen:99x77+3+4").image.shape == (77, 99, 4)
    assert picture_of("screen:1x1+639+359").image.shape == (1, 1, 4)


@pytest.mark.usefixtures("display")
def test_a_size_is_filled_with_the_aspect_kept() -> None:
    source = open_screen("screen", CaptureOptions(size=(320, 320), fps=60))
    assert source.formats == (VideoFormat(320, 180, 60, "screen"),)
    frame = source.read()
    assert isinstance(frame, VideoFrame)
    assert frame.image.shape == (180, 320, 4)
    source.close()


@pytest.mark.usefixtures("display")
def test_times_rise_with_the_rate() -> None:
    source = open_screen("screen", CaptureOptions(fps=100))
    frames = [source.read() for _ in range(10)]
    source.close()
    assert [frame.sequence for frame in frames] == list(range(10))
    assert all(b.pts > a.pts for a, b in pairwise(frames))
    # No frame comes before its tick, so ten pictures take nine ticks at least.
    assert frames[-1].captured_at - frames[0].captured_at >= 80_000


@pytest.mark.parametrize("text", ["screen:1", "screen:641x10+0+0", "screen:10x10+0+351"])
@pytest.mark.usefixtures("display")
def test_what_lies_beyond_the_desktop_is_not_found(text: str) -> None:
    with pytest.raises(SourceNotFoundError):
        open_screen(text)


def test_no_picture_is_older_than_its_time(display: XDisplay) -> None:
    source = open_screen("screen:64x64+0+0", CaptureOptions(fps=60, cursor=False))
    for shade in (0x11, 0x77, 0xBB):
        paint(display, f"#{shade:02x}{shade:02x}{shade:02x}")
        frame = source.read()
        assert isinstance(frame, VideoFrame)
        assert np.all(frame.image[..., :3] == shade)
    source.close()


def test_a_display_that_ends_is_told(display: XDisplay) -> None:
    source = open_screen("screen")
    source.read()
    display.process.kill()
    display.process.wait()
    with pytest.raises(DeviceVanishedError, match="went away"):
        source.read()
    source.close()


@pytest.mark.usefixtures("display")
def test_a_closed_screen_is_over() -> None:
    source = open_screen("screen", CaptureOptions(fps=1))
    source.read()
    source.close()
    with pytest.raises(EndOfSource):
        source.read()


@pytest.mark.parametrize("name", [None, ":987"])
def test_without_a_display_there_is_no_screen(name: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if name is None:
        monkeypatch.delenv("DISPLAY", raising=False)
    else:
        monkeypatch.setenv("DISPLAY", name)
    with pytest.raises(DeviceUnavailableError, match="DISPLAY"):
        open_screen("screen")
    assert "DISPLAY" in list_sources().missing["screen"]


@pytest.mark.usefixtures("display")
def test_the_listing_tells_each_screens_geometry() -> None:
    screens = [source for source in list_sources().sources if source.kind == "screen"]
    assert [(s.source, s.width, s.height, s.x, s.y, s.default) for s in screens] == [("screen:0", 640, 360, 0, 0, True)]


def test_each_monitor_of_a_desktop_is_a_screen(display: XDisplay) -> None:
    for monitor in (("left", "320/80x360/100+0+0", "screen"), ("right", "320/80x360/100+320+0", "none")):
        subprocess.run(["xrandr", "-display", display.name, "--setmonitor", *monitor], check=True, capture_output=True)
    paint(display, "#405060")
    assert [(s.source, s.width, s.x) for s in list_sources().sources if s.kind == "screen"] == [
        ("screen:0", 320, 0),
        ("screen:1", 320, 320),
    ]
    assert picture_of("screen:1").image.shape == (360, 320, 4)
    assert picture_of("screen:600x300+40+40").image.shape == (300, 600, 4)


def test_a_display_of_too_few_colours_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with x_server(64, 64, depth=16) as server:
        monkeypatch.setenv("DISPLAY", server.name)
        with pytest.raises(DeviceUnavailableError, match="depth"):
            open_screen("screen")


def test_a_part_of_a_desktop_that_begins_left_of_its_first_monitor_is_counted_from_its_corner() -> None:
    """As Windows numbers them."""
    right, left = (Monitor(n, "", Region(1920, 1080, x, 0), primary=n == 0) for n, x in enumerate((0, -1920)))
    whole = Desktop(3840, 1080, (right, left), x=-1920, y=-40)
    assert whole.region(ScreenSpec(region=Region(640, 360, 100, 50))) == Region(640, 360, -1820, 10)
    assert whole.region(ScreenSpec(monitor=1)) == left.region


def test_a_wayland_session_is_not_captured_black() -> None:
    monitor = Monitor(0, "XWAYLAND0", Region(1920, 1080, 0, 0), primary=True)
    with pytest.raises(DeviceUnavailableError, match="Wayland"):
        Desktop(1920, 1080, (monitor,)).region(ScreenSpec())
