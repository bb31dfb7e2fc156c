"""A recording that begins and ends while a stream goes on."""

from dataclasses import replace
from pathlib import Path

import av
import pytest

from footlight.cable.keeping import Keeping
from footlight.client.events import PacketsReceived, TracksChanged
from footlight.errors import CodecUnsupportedError, FileUnwritableError, OptionInvalidError
from footlight.model.units import Micros
from tests.client.media import FPS, pictures, track


def pictures_in(path: Path) -> int:
    with av.open(str(path)) as file:
        return len(list(file.decode(video=0)))


async def test_it_keeps_what_comes_between_its_beginning_and_its_end(tmp_path: Path) -> None:
    keeping = Keeping()
    first, second, third = (PacketsReceived(pictures(first_group=group), Micros(0)) for group in (0, 2, 4))
    keeping.tracks(TracksChanged("b", (track(),)))
    keeping.packets(first)
    await keeping.record(tmp_path / "kept.mp4", None)
    keeping.packets(second)
    await keeping.end()
    keeping.packets(third)
    assert pictures_in(tmp_path / "kept.mp4") == 2 * FPS
    assert (keeping.files, keeping.gaps) == ((tmp_path / "kept.mp4",), ())


async def test_another_recording_ends_the_one_before(tmp_path: Path) -> None:
    keeping = Keeping()
    keeping.tracks(TracksChanged("b", (track(),)))
    await keeping.record(tmp_path / "one.mp4", None)
    keeping.packets(PacketsReceived(pictures(), Micros(0)))
    await keeping.record(str(tmp_path / "two.mp4"), None)
    keeping.packets(PacketsReceived(pictures(first_group=2)[FPS:], Micros(0)))
    await keeping.end()
    assert (pictures_in(tmp_path / "one.mp4"), pictures_in(tmp_path / "two.mp4")) == (2 * FPS, FPS)
    assert keeping.files == (tmp_path / "two.mp4",)


async def test_it_tells_what_is_missing(tmp_path: Path) -> None:
    keeping = Keeping()
    keeping.tracks(TracksChanged("b", (track(),)))
    await keeping.record(tmp_path / "kept.mp4", None)
    keeping.packets(PacketsReceived(pictures()[:5], Micros(0)))
    keeping.interrupted("skipped")
    keeping.packets(PacketsReceived(pictures()[FPS:], Micros(0)))
    await keeping.end()
    (gap,) = keeping.gaps
    assert (gap.at, gap.duration, gap.why) == (0.5, 0.5, "skipped")


async def test_a_new_file_may_begin_every_so_often_but_not_too_often(tmp_path: Path) -> None:
    keeping = Keeping()
    keeping.tracks(TracksChanged("b", (track(),)))
    with pytest.raises(OptionInvalidError, match="9"):
        await keeping.record(tmp_path / "kept.mp4", 9)
    assert list(tmp_path.iterdir()) == []
    await keeping.record(tmp_path / "kept.mp4", 10)
    for group in range(0, 20, 2):
        some = pictures(first_group=group)
        keeping.packets(PacketsReceived([replace(one, group=one.group) for one in some], Micros(0)))
    await keeping.end()
    assert [pictures_in(path) for path in keeping.files] == [10 * FPS, 10 * FPS]


async def test_a_file_that_cannot_be_made_is_told_at_once(tmp_path: Path) -> None:
    keeping = Keeping()
    with pytest.raises(FileUnwritableError):
        await keeping.record(tmp_path / "no" / "kept.mp4", None)
    await keeping.end()


async def test_what_failed_is_told_once_at_the_end(tmp_path: Path) -> None:
    keeping = Keeping()
    keeping.tracks(TracksChanged("b", (replace(track(), codec="jpeg"),)))
    await keeping.record(tmp_path / "kept.mp4", None)
    with pytest.raises(CodecUnsupportedError):
        await keeping.end()
    await keeping.end()
    assert keeping.files == ()
