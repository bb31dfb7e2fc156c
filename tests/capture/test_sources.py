"""The grammar of sources, and the options of capture."""

from pathlib import Path

import pytest

from footlight.capture import CaptureOptions, EndOfSource, open_source, parse_source
from footlight.capture.sources import CameraSpec, FileSpec, MicSpec, Region, ScreenSpec, TestSpec
from footlight.clock import SystemClock
from footlight.errors import OptionInvalidError, PictureSizeError, SourceNotFoundError, SourceUnknownError


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ("screen", ScreenSpec()),
        ("screen:2", ScreenSpec(monitor=2)),
        ("screen:1280x720+10+20", ScreenSpec(region=Region(1280, 720, 10, 20))),
        ("camera", CameraSpec(0)),
        ("camera:1", CameraSpec(1)),
        ("camera:HD Pro: Webcam", CameraSpec("HD Pro: Webcam")),
        ("mic", MicSpec()),
        ("mic:USB", MicSpec("USB")),
        ("test", TestSpec()),
    ],
)
def test_words_name_their_devices(text: str, spec: object) -> None:
    assert parse_source(text) == spec


def test_a_path_names_a_file(tmp_path: Path) -> None:
    path = tmp_path / "holiday film.mp4"
    path.touch()
    assert parse_source(str(path)) == FileSpec(path)


def test_a_file_may_be_called_like_a_device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("screen:1x").touch()
    assert parse_source("./screen:1x") == FileSpec(Path("screen:1x"))


@pytest.mark.parametrize("text", ["", "scren", "screen:", "screen:a", "screen:10x10", "screen:-1", "test:1", "camera:"])
def test_what_is_no_source_is_refused_with_the_grammar(text: str) -> None:
    with pytest.raises(SourceUnknownError, match=r"screen:N|names nothing"):
        parse_source(text)


@pytest.mark.parametrize("text", ["missing.mp4", "./missing", "/missing/film.mkv", "\0.mp4"])
def test_a_file_that_is_not_there_is_told_apart(text: str) -> None:
    with pytest.raises(SourceNotFoundError, match="no file"):
        parse_source(text)


def test_a_name_too_long_for_a_file_is_not_found() -> None:
    with pytest.raises(SourceNotFoundError, match="cannot be looked up"):
        parse_source("x" * 5000)


def test_a_folder_is_no_source(tmp_path: Path) -> None:
    with pytest.raises(SourceUnknownError, match="folder"):
        parse_source(str(tmp_path))


@pytest.mark.parametrize("text", ["screen:0x10+0+0", "screen:9000x10+0+0"])
def test_a_region_without_area_or_too_large_is_refused(text: str) -> None:
    with pytest.raises(PictureSizeError):
        parse_source(text)


@pytest.mark.parametrize("fps", [0, -1, 0.5, 241, float("nan"), float("inf")])
def test_impossible_rates_are_refused(fps: float) -> None:
    with pytest.raises(OptionInvalidError, match="--fps"):
        CaptureOptions(fps=fps)


@pytest.mark.parametrize("size", [(1, 1), (0, 720), (1280, 8193)])
def test_impossible_sizes_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(PictureSizeError, match="--size"):
        CaptureOptions(size=size)


def test_a_closed_source_is_over() -> None:
    source = open_source(parse_source("test"), CaptureOptions(), SystemClock())
    source.close()
    source.close()
    with pytest.raises(EndOfSource):
        source.read()
