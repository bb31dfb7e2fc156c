"""How the screens of macOS are asked for; no macOS is needed."""

import pytest

from footlight.capture import CaptureOptions
from footlight.capture.macos.screen import open_screen, screen_devices
from footlight.capture.sources import Region, ScreenSpec
from footlight.clock import SystemClock
from footlight.errors import DeviceUnavailableError, SourceUnknownError


def test_a_screen_is_asked_for_as_its_pixels_are_and_then_as_the_device_likes() -> None:
    first, last = screen_devices(1, 29.97, cursor=False)
    assert (first.format, first.url) == ("avfoundation", "Capture screen 1:none")
    assert first.options == {"framerate": "29.97", "capture_cursor": "0", "pixel_format": "bgr0"}
    assert last.options == {"framerate": "29.97", "capture_cursor": "0"}


def test_a_part_of_a_screen_is_refused_in_words() -> None:
    with pytest.raises(SourceUnknownError, match="whole screens"):
        open_screen(ScreenSpec(region=Region(64, 64, 0, 0)), CaptureOptions(), SystemClock())


def test_what_cannot_be_opened_tells_of_the_permission() -> None:
    # This FFmpeg knows no such device, as macOS lets none be opened that is not allowed.
    with pytest.raises(DeviceUnavailableError, match="Privacy & Security"):
        open_screen(ScreenSpec(), CaptureOptions(), SystemClock())
