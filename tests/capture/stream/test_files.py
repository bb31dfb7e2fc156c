"""Files that are played as they are, and files that cannot be."""

import io
from pathlib import Path

import av
import pytest

from footlight.capture.source import CaptureOptions
from footlight.capture.sources import open_source, parse_source
from footlight.capture.stream.files import may_be_passed_on
from footlight.clock import SystemClock
from footlight.errors import CodecUnsupportedError
from footlight.model.coded import CodedSample
from footlight.model.frame import AudioFrame, VideoFrame
from tests.capture.stream.media import stream
from tests.capture.stream.reading import Frame, everything


def written(folder: Path, data: bytes, name: str = "film.mp4") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def played(path: Path, options: CaptureOptions, most: int = 1_000) -> list[Frame]:
    return everything(open_source(parse_source(str(path)), options, SystemClock()), most)


@pytest.mark.parametrize("format", ["mp4", "mpegts", "matroska"])
def test_a_file_that_fits_is_passed_on_in_its_own_time(tmp_path: Path, format: str) -> None:
    path = written(tmp_path, stream(format=format, sound=True))
    begun = SystemClock().now()
    frames = played(path, CaptureOptions(coded="fit"))
    assert SystemClock().now() - begun >= 900_000
    samples = [frame for frame in frames if isinstance(frame, CodedSample)]
    assert len(samples) == 30
    assert any(isinstance(frame, AudioFrame) for frame in frames)
    assert all(abs(frame.captured_at - samples[0].captured_at - frame.pts) < 500_000 for frame in samples)


def test_a_loop_counts_on(tmp_path: Path) -> None:
    path = written(tmp_path, stream(10))
    frames = played(path, CaptureOptions(coded="fit", loop=True), most=25)
    times = [frame.pts for frame in frames]
    assert times == sorted(set(times))
    assert [frame.sequence for frame in frames] == list(range(25))
    assert [isinstance(frame, CodedSample) and frame.keyframe for frame in frames].count(True) == 3
    assert times[-1] == pytest.approx(800_000, abs=150_000)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"bframes": 2}, "pictures are reordered"),
        ({"pictures": 200, "group": 190}, "groups are long"),
        ({"codec": "mpeg4"}, "another codec"),
    ],
)
def test_a_file_that_does_not_fit_is_decoded(tmp_path: Path, options: dict[str, int], why: str) -> None:
    path = written(tmp_path, stream(format="mp4", **options))
    assert not may_be_passed_on(path), why
    assert isinstance(played(path, CaptureOptions(coded="fit"), most=1)[0], VideoFrame)


def test_a_turned_film_is_decoded(tmp_path: Path) -> None:
    path = written(tmp_path, stream(format="mp4"))
    assert may_be_passed_on(path)
    turned = path.read_bytes().replace(
        b"\x00\x01\x00\x00" + bytes(12) + b"\x00\x01\x00\x00" + bytes(12) + b"\x40\x00\x00\x00",
        bytes(4) + b"\x00\x01\x00\x00" + bytes(4) + b"\xff\xff\x00\x00" + bytes(16) + b"\x40\x00\x00\x00",
    )
    with av.open(io.BytesIO(turned), "r") as container:
        assert next(container.decode(video=0)).rotation
    assert not may_be_passed_on(written(tmp_path, turned, "turned.mp4"))


def test_what_is_to_be_passed_on_and_cannot_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CodecUnsupportedError, match=r"film\.mp4"):
        played(written(tmp_path, stream(format="mp4", bframes=2)), CaptureOptions(coded="copy"))


def test_what_is_no_film_does_not_fit(tmp_path: Path) -> None:
    assert not may_be_passed_on(written(tmp_path, b"no film"))
    assert not may_be_passed_on(tmp_path / "nothing.mp4")
