"""A recording that begins and ends while a stream is watched."""

from pathlib import Path

import av
import pytest

from footlight.cable.keeping import Keeping
from footlight.client.events import PacketsReceived, TracksChanged
from footlight.errors import FileUnwritableError
from footlight.model.units import Micros
from tests.client.media import FPS, pictures, track


def test_it_keeps_what_comes_between_its_beginning_and_its_end(tmp_path: Path) -> None:
    failures: list[Exception] = []
    keeping = Keeping(failures.append)
    first, second, third = (PacketsReceived(pictures(first_group=group), Micros(0)) for group in (0, 2, 4))
    keeping.tracks(TracksChanged("b", (track(),)))
    keeping.packets(first)
    keeping.begin(tmp_path / "kept.mp4")
    keeping.packets(second)
    recording = keeping.end()
    keeping.packets(third)
    assert recording is not None
    recording.close()
    with av.open(str(tmp_path / "kept.mp4")) as file:
        assert len(list(file.decode(video=0))) == 2 * FPS
    assert (keeping.end(), failures) == (None, [])


def test_a_file_that_cannot_be_made_is_told_at_once(tmp_path: Path) -> None:
    failures: list[Exception] = []
    keeping = Keeping(failures.append)
    with pytest.raises(FileUnwritableError):
        keeping.begin(tmp_path / "no" / "kept.mp4")
    assert keeping.end() is None
