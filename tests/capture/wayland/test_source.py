"""Pictures from a real GStreamer pipeline, with a test picture where PipeWire would be."""

import threading
from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from footlight.capture import CaptureOptions, EndOfSource
from footlight.capture.wayland import pipewire
from footlight.capture.wayland.pipewire import Pipeline, pipeline, pipewire_source
from footlight.capture.wayland.source import PipeSource
from footlight.clock import SystemClock
from footlight.errors import DeviceUnavailableError, DeviceVanishedError, ToolMissingError
from footlight.model.frame import VideoFormat
from footlight.model.units import Micros

LIVE = ("videotestsrc", "is-live=true", "pattern=green")


def shape(width: int, height: int) -> tuple[str, ...]:
    return ("!", f"video/x-raw,format=BGRx,width={width},height={height},framerate=50/1")


class Released:
    """Counts how often what was shared is let go."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


def source(
    elements: Sequence[str], options: CaptureOptions | None = None, released: Released | None = None
) -> PipeSource:
    wanted = options or CaptureOptions()
    return PipeSource(
        "screen", Pipeline(elements, wanted.fps or 30, SystemClock()), released or Released(), wanted, SystemClock()
    )


def test_pictures_come_as_i420_in_our_colours() -> None:
    opened = source([*LIVE, *shape(320, 200)])
    assert opened.formats == (VideoFormat(320, 200, 30.0, "screen"),)
    frames = [opened.read() for _ in range(3)]
    opened.close()
    assert [frame.sequence for frame in frames] == [0, 1, 2]
    assert {frame.format for frame in frames} == {"i420"}
    blue, green, red = (int(c) for c in cv2.cvtColor(frames[0].image, cv2.COLOR_YUV2BGR_I420).mean((0, 1)))
    assert (blue, green, red) == pytest.approx((0, 255, 0), abs=4)


@pytest.mark.parametrize(("width", "height"), [(321, 199), (1366, 768), (99, 77)])
def test_sides_that_y4m_would_pad_are_made_such_that_it_need_not(width: int, height: int) -> None:
    opened = source([*LIVE, *shape(width, height)])
    frame = opened.read()
    opened.close()
    assert (frame.width % 8, frame.height % 2) == (0, 0)
    assert abs(frame.width - width) <= 4
    assert abs(frame.height - height) <= 4
    image = np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_YUV2BGR_I420), np.uint8)
    assert image[..., 0].max() < 8
    assert image[..., 1].min() > 247


def test_a_size_is_filled_with_the_aspect_kept() -> None:
    opened = source([*LIVE, *shape(640, 400)], CaptureOptions(size=(320, 320)))
    frame = opened.read()
    opened.close()
    assert opened.formats == (VideoFormat(320, 200, 30.0, "screen"),)
    assert (frame.format, frame.image.shape) == ("bgr", (200, 320, 3))


def test_a_rate_is_not_passed() -> None:
    opened = source([*LIVE, *shape(64, 48)], CaptureOptions(fps=10))
    frames = [opened.read() for _ in range(6)]
    opened.close()
    # The pictures say when they were read: the last is on time, however late the first ones were read.
    assert frames[-1].captured_at - frames[0].captured_at > 250_000


def test_a_pipeline_that_comes_to_its_end_ends_the_source() -> None:
    released = Released()
    opened = source(["videotestsrc", "num-buffers=3", *shape(64, 48)], CaptureOptions(fps=50), released)
    with pytest.raises(EndOfSource):
        list(iter(opened.read, None))
    opened.close()
    opened.close()
    assert released.times == 1


def test_closing_ends_a_read_that_waits() -> None:
    opened = source(["videotestsrc", "is-live=true", "!", "video/x-raw,framerate=1/100"])
    hurry = threading.Timer(0.2, opened.close)
    hurry.start()
    with pytest.raises(EndOfSource):
        opened.read()
    hurry.join()


def test_a_pipeline_that_stands_still_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipewire, "_PATIENCE", Micros(3_000_000))
    opened = source(["videotestsrc", "is-live=true", "!", "video/x-raw,framerate=1/100"])
    with pytest.raises(DeviceVanishedError, match=r"nothing came for 3 s"):
        opened.read()
    opened.close()


def test_a_pipeline_that_fails_says_why() -> None:
    with pytest.raises(DeviceUnavailableError, match="no picture: ERROR"):
        source(["filesrc", "location=/nothing/here", "!", "decodebin"])


def test_a_pipeline_that_fails_on_the_way_says_why() -> None:
    opened = source([*LIVE, *shape(64, 48), "!", "identity", "error-after=5"])
    with pytest.raises(DeviceVanishedError, match="shared no longer: ERROR"):
        list(iter(opened.read, None))
    opened.close()


def test_an_element_that_is_missing_is_told_with_its_package() -> None:
    with pytest.raises(ToolMissingError, match=r"no nosuchsrc here: apt-get install .*gstreamer1\.0-pipewire"):
        Pipeline(["nosuchsrc"], 30, SystemClock())


def test_without_gstreamer_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ToolMissingError, match="captured by GStreamer"):
        Pipeline(LIVE, 30, SystemClock())


def test_the_portals_stream_is_read_by_its_number() -> None:
    command = pipeline(pipewire_source(7, 42), 29.97)
    assert command[:5] == ["gst-launch-1.0", "-q", "pipewiresrc", "fd=7", "path=42"]
    assert "max-rate=30" in command
    assert "keepalive-time=1000" in command
