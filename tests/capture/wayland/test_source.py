"""Pictures from a real GStreamer pipeline, with a test picture where PipeWire would be."""

import os
import threading
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from footlight.capture import CaptureOptions, EndOfSource
from footlight.capture.source import Notice
from footlight.capture.wayland.pipewire import Pipeline, pipeline, pipewire_source
from footlight.capture.wayland.source import PipeSource, open_shared
from footlight.clock import SystemClock
from footlight.errors import DeviceUnavailableError, DeviceVanishedError, MediaInvalidError, ToolMissingError
from footlight.model.frame import VideoFormat
from tests.fakes.portal import Portal, session_bus
from tests.fakes.sharing import FakeSharing

LIVE = ("videotestsrc", "is-live=true", "pattern=green")


def shape(width: int, height: int) -> tuple[str, ...]:
    return ("!", f"video/x-raw,format=BGRx,width={width},height={height},framerate=50/1")


IDLE = ("videotestsrc", "is-live=true", "!", "video/x-raw,framerate=1/100")


def source(
    elements: Sequence[str], options: CaptureOptions | None = None, sharing: FakeSharing | None = None
) -> PipeSource:
    wanted = options or CaptureOptions()
    return PipeSource("screen", Pipeline(elements, wanted.fps or 30), sharing or FakeSharing(), wanted, SystemClock())


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
    sharing = FakeSharing()
    opened = source(["videotestsrc", "num-buffers=3", *shape(64, 48)], CaptureOptions(fps=50), sharing)
    with pytest.raises(EndOfSource):
        list(iter(opened.read, None))
    opened.close()
    opened.close()
    assert sharing.closes == 1


def test_closing_ends_a_read_that_waits() -> None:
    opened = source(IDLE)
    opened.read()
    hurry = threading.Timer(0.2, opened.close)
    hurry.start()
    with pytest.raises(EndOfSource):
        opened.read()
    hurry.join()


def test_an_idle_screen_is_given_again_every_second_until_its_sharing_is_stopped() -> None:
    told: list[Notice] = []
    sharing = FakeSharing()
    opened = source(IDLE, CaptureOptions(on_notice=told.append), sharing)
    first, again = opened.read(), opened.read()
    assert again.image is first.image
    assert again.sequence == 1
    assert again.captured_at - first.captured_at > 900_000
    sharing.stopped = True
    with pytest.raises(EndOfSource):
        opened.read()
    assert [notice.state for notice in told] == ["closed"]
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
        Pipeline(["nosuchsrc"], 30)


def test_without_gstreamer_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ToolMissingError, match="captured by GStreamer"):
        Pipeline(LIVE, 30)


def test_the_portals_stream_is_read_by_its_number() -> None:
    command = pipeline(pipewire_source(7, 42), 29.97)
    assert command[:5] == ["gst-launch-1.0", "-q", "pipewiresrc", "fd=7", "path=42"]
    assert "max-rate=30" in command


def test_what_is_no_picture_is_told_and_the_sharing_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for program, script in (("gst-launch-1.0", "echo nonsense"), ("gst-inspect-1.0", "true")):
        (tmp_path / program).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / program).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    sharing = FakeSharing()
    with pytest.raises(MediaInvalidError, match="something else than pictures"):
        source(LIVE, sharing=sharing)
    assert sharing.closes == 1


def test_what_is_shared_and_cannot_be_read_is_told_and_leaves_nothing_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person chose, and what the portal gives for PipeWire is a file."""
    (tmp_path / "none").touch()
    before = set(Path("/proc/self/fd").iterdir())
    with session_bus() as address, (tmp_path / "none").open("rb") as file:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        portal = Portal(address, "chooses", file.fileno())
        with pytest.raises(DeviceUnavailableError, match="the shared screen gives no picture"):
            open_shared("screen", CaptureOptions(), SystemClock())
        portal.close()
    assert set(Path("/proc/self/fd").iterdir()) == before
