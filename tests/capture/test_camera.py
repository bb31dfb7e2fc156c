"""Cameras: a stand-in of FFmpeg's own, for this needs none; how real ones are asked for; and what goes wrong."""

from pathlib import Path

import numpy as np
import pytest

from footlight.capture import CaptureOptions, EndOfSource, open_source, parse_source
from footlight.capture.device import Camera, Device, camera_address, camera_devices, only_cameras, open_first
from footlight.capture.devicesource import DeviceSource
from footlight.capture.sources import CameraSpec
from footlight.clock import SystemClock
from footlight.errors import DeviceUnavailableError, DeviceVanishedError, PictureSizeError, SourceNotFoundError
from footlight.model.frame import VideoFormat

FOUND = (Camera(0, "Built-in Webcam", "/dev/video0"), Camera(1, "HD Pro: C920", "/dev/video2"))


def stand_in(picture: str, options: CaptureOptions | None = None) -> DeviceSource:
    """A device that gives a made-up picture at its own pace."""
    container = open_first([Device("lavfi", f"{picture},realtime")], "stand-in")
    return DeviceSource(container, "stand-in", "camera", options or CaptureOptions(), SystemClock())


def test_a_device_gives_pictures_in_its_own_time() -> None:
    source = stand_in("testsrc2=s=320x240:r=50")
    assert source.formats == (VideoFormat(320, 240, 50.0, "camera"),)
    frames = [source.read() for _ in range(10)]
    source.close()
    assert [frame.sequence for frame in frames] == list(range(10))
    assert frames[9].captured_at - frames[0].captured_at > 100_000
    assert np.any(frames[0].image != frames[9].image)


def test_a_device_that_cannot_go_slower_is_thinned_out() -> None:
    source = stand_in("testsrc2=s=64x64:r=100", CaptureOptions(fps=20))
    assert source.formats == (VideoFormat(64, 64, 20.0, "camera"),)
    frames = [source.read() for _ in range(5)]
    source.close()
    assert frames[4].captured_at - frames[0].captured_at > 150_000


@pytest.mark.parametrize("pixels", ["yuyv422", "yuvj422p", "nv12", "bgr0", "gray"])
def test_the_pixel_formats_of_cameras_keep_their_colour(pixels: str) -> None:
    source = stand_in(f"color=c=0x808080:s=64x48:r=50,format={pixels}")
    frame = source.read()
    source.close()
    image = frame.image[..., :3] if frame.format == "bgra" else frame.image[: frame.height]
    assert np.abs(image.astype(int) - 128).max() < 4


def test_a_device_whose_pictures_are_too_large_is_let_go() -> None:
    container = open_first([Device("lavfi", "color=s=8200x64:r=50")], "stand-in")
    with pytest.raises(PictureSizeError, match="8200x64"):
        DeviceSource(container, "stand-in", "camera", CaptureOptions(), SystemClock())
    with pytest.raises((AssertionError, ValueError)):
        next(container.decode(video=0))


def test_a_device_that_ends_is_told() -> None:
    source = stand_in("testsrc2=s=64x64:r=50:d=0.1")
    with pytest.raises(DeviceVanishedError, match="stand-in went away"):
        list(iter(source.read, None))


def test_a_closed_camera_is_over() -> None:
    source = stand_in("testsrc2=s=64x64:r=50")
    source.close()
    with pytest.raises(EndOfSource):
        source.read()


@pytest.mark.parametrize(
    ("name", "address"),
    [(0, "/dev/video0"), (1, "/dev/video2"), ("c920", "/dev/video2"), ("/dev/video0", "/dev/video0")],
)
def test_a_camera_is_found_by_number_name_or_address(name: str | int, address: str) -> None:
    assert camera_address(CameraSpec(name), FOUND) == address


def test_the_screens_that_macos_lists_among_the_cameras_are_none() -> None:
    told = [("0", "FaceTime HD Camera"), ("1", "Capture screen 0"), ("2", "Capture screen 1")]
    assert only_cameras(told) == [Camera(0, "FaceTime HD Camera", "0")]


@pytest.mark.parametrize("name", [2, "Logitech"])
def test_a_camera_that_is_not_there_is_told_with_those_that_are(name: str | int) -> None:
    with pytest.raises(SourceNotFoundError, match="Built-in Webcam, HD Pro"):
        camera_address(CameraSpec(name), FOUND)


def test_without_any_camera_that_is_said() -> None:
    with pytest.raises(SourceNotFoundError, match="no camera"):
        open_source(parse_source("camera:Nothing like this"), CaptureOptions(), SystemClock())


def test_a_device_that_is_gone_or_none_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFoundError, match="footlight sources"):
        open_first(camera_devices("linux", str(tmp_path / "video0"), (1280, 720), 30), "camera x")
    with pytest.raises(DeviceUnavailableError, match="cannot be opened"):
        open_first(camera_devices("linux", "/dev/null", (1280, 720), 30), "camera x")


@pytest.mark.parametrize(
    ("platform", "format", "url"),
    [("linux", "v4l2", "/dev/video0"), ("win32", "dshow", "video=Cam"), ("darwin", "avfoundation", "0:none")],
)
def test_each_system_is_asked_in_its_own_way_first_as_wanted_then_for_less(
    platform: str, format: str, url: str
) -> None:
    address = {"linux": "/dev/video0", "win32": "Cam", "darwin": "0"}[platform]
    devices = camera_devices(platform, address, (1280, 720), 29.97)
    assert {device.format for device in devices} == {format}
    assert {device.url for device in devices} == {url}
    assert devices[0].options.items() >= {"video_size": "1280x720", "framerate": "29.97"}.items()
    assert "video_size" not in devices[-1].options
