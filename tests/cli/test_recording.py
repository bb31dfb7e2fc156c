"""A command's recording."""

import asyncio
import json
from pathlib import Path

import av
import pytest

from footlight.cli.recording import recorded_values, recorded_words, recording
from footlight.cli.recordoption import RecordTo, record_to
from footlight.cli.status import StatusDisplay
from footlight.client.events import PacketsReceived, TracksChanged
from footlight.client.recording.gap import Gap
from footlight.errors import CodecUnsupportedError, FileUnwritableError, OptionInvalidError
from footlight.model.track import Track
from footlight.model.units import Micros
from tests.client.media import FPS, pictures, track

JPEG = Track(0, "video", "main", "jpeg", b"", 90_000, width=64, height=48)


def test_what_the_options_say() -> None:
    film = Path("a.mp4")
    assert record_to(None, None) is None
    assert record_to(film, None) == RecordTo(film, None)
    assert record_to(film, "10m") == RecordTo(film, Micros(600_000_000))


@pytest.mark.parametrize("every", ["9s", "0.1m", "soon"])
def test_times_that_are_too_short_or_none_are_refused(every: str) -> None:
    with pytest.raises(OptionInvalidError):
        record_to(Path("a.mp4"), every)


def test_a_recording_that_is_not_there_cannot_be_divided() -> None:
    with pytest.raises(OptionInvalidError, match="--record FILE"):
        record_to(None, "10m")


def test_another_recording_of_the_run_has_a_name_beside_it() -> None:
    assert RecordTo(Path("d/a.mp4"), None).beside("sent") == RecordTo(Path("d/a-sent.mp4"), None)


async def test_at_the_end_it_is_told_what_was_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with recording(RecordTo(tmp_path / "a.mp4", None), StatusDisplay(as_json=True)) as kept:
        assert kept.sink is not None
        kept.sink.tracks(TracksChanged("b", (track(),)))
        first, second = pictures()[:5], pictures()[FPS:]
        kept.sink.packets(PacketsReceived(first, Micros(0)))
        kept.sink.interrupted("skipped")
        kept.sink.packets(PacketsReceived(second, Micros(0)))
    file = str(tmp_path / "a.mp4")
    gap = {"file": file, "at_s": 0.5, "for_s": 0.5, "why": "skipped", "tracks": ["main"]}
    assert json.loads(capsys.readouterr().out) == {"event": "recorded", "files": [file], "gaps": [gap]}
    with av.open(file) as film:
        assert len(list(film.decode(video=0))) == 5 + FPS


async def test_what_fails_in_it_ends_the_work_and_is_raised(tmp_path: Path) -> None:
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    with recording(RecordTo(tmp_path / "a.mp4", None), StatusDisplay(as_json=True)) as kept:
        assert kept.sink is not None
        kept.sink.tracks(TracksChanged("b", (JPEG,)))
        with pytest.raises(CodecUnsupportedError):
            async with asyncio.timeout(20):
                await kept.during(work())
    assert ended.is_set()
    assert list(tmp_path.iterdir()) == []


async def test_what_the_work_raises_is_raised(tmp_path: Path) -> None:
    async def work() -> None:
        raise ZeroDivisionError

    with (
        pytest.raises(ZeroDivisionError),
        recording(RecordTo(tmp_path / "a.mp4", None), StatusDisplay(as_json=True)) as kept,
    ):
        await kept.during(work())


async def test_where_nothing_came_nothing_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with recording(RecordTo(tmp_path / "a.mp4", None), StatusDisplay(as_json=True)):
        pass
    assert capsys.readouterr().out == ""
    assert list(tmp_path.iterdir()) == []


async def test_without_the_option_nothing_is_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    with recording(None, StatusDisplay(as_json=True)) as kept:
        assert kept.sink is None
        await kept.during(asyncio.sleep(0))
    assert capsys.readouterr().out == ""


async def test_a_file_that_cannot_be_made_is_told_at_once(tmp_path: Path) -> None:
    with (
        pytest.raises(FileUnwritableError),
        recording(RecordTo(tmp_path / "no" / "a.mp4", None), StatusDisplay(as_json=True)),
    ):
        pass


def test_a_person_reads_of_few_gaps_and_how_many_there_are() -> None:
    film = Path("d/a.mp4")
    gaps = [Gap(film, 10.0 * n, 1.25, "skipped", ("main",)) for n in range(7)]
    assert recorded_words([film, Path("d/a-2.mp4")], []) == ["Kept in d/a.mp4, d/a-2.mp4"]
    lines = recorded_words([film], gaps)
    assert lines[1] == "  a.mp4 at 0.0 s: 1.250 s missing: skipped (main)"
    assert lines[-1] == "  and 2 more gaps, of which the files tell"
    assert len(lines) == 7


def test_a_program_reads_of_all() -> None:
    gaps = [Gap(Path("a.mp4"), 10.0 * n, 1.25, "skipped", ("main",)) for n in range(7)]
    assert len(recorded_values([Path("a.mp4")], gaps)["gaps"]) == 7  # type: ignore[arg-type]
