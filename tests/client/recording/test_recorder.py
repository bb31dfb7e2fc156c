"""Recordings, read back with FFmpeg."""

from dataclasses import replace
from pathlib import Path

import av
import pytest

from footlight.client.events import PacketsReceived, TracksChanged
from footlight.client.recording.recorder import Recorder
from footlight.errors import CodecUnsupportedError, FileUnwritableError
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros
from tests.client.media import FPS, HEIGHT, STEP, WIDTH, pictures, track
from tests.client.recording.readback import times
from tests.client.recording.sounding import SOUND, sounds


def give(recorder: Recorder, packets: list[Packet]) -> None:
    recorder.packets(PacketsReceived(packets, Micros(0)))


def test_a_recording_holds_every_picture_and_sound(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.tracks(TracksChanged("b", (track(), SOUND)))
    for picture, some in zip(pictures(), range(0, 100, 5), strict=True):
        give(recorder, [picture, *sounds(5, some)])
    recorder.close()
    assert times(tmp_path / "a.mp4") == [number / FPS for number in range(2 * FPS)]
    with av.open(str(tmp_path / "a.mp4")) as file:
        assert (file.streams.video[0].width, file.streams.video[0].height) == (WIDTH, HEIGHT)
        assert sum(frame.samples for frame in file.decode(audio=0)) >= 95 * 960


def test_it_begins_at_the_first_keyframe_of_the_picture(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.tracks(TracksChanged("b", (track(), SOUND)))
    give(recorder, [*sounds(3), *pictures()[5:]])
    recorder.close()
    assert times(tmp_path / "a.mp4") == [number / FPS for number in range(FPS)]


def test_what_is_on_the_disk_before_the_end_can_be_played(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.tracks(TracksChanged("b", (track(),)))
    give(recorder, pictures()[: FPS + 1])
    assert times(tmp_path / "a.mp4") == [number / FPS for number in range(FPS)]
    recorder.close()


def test_packets_that_come_again_after_a_reconnect_are_kept_once(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mp4")
    tracks = TracksChanged("b", (track(),))
    recorder.tracks(tracks)
    give(recorder, pictures()[:5])
    recorder.tracks(tracks)
    give(recorder, pictures())
    recorder.close()
    assert times(tmp_path / "a.mp4") == [number / FPS for number in range(2 * FPS)]


def test_a_hole_keeps_its_time(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.tracks(TracksChanged("b", (track(),)))
    late = [replace(one, group=5, pts=one.pts + 40 * STEP, dts=one.dts + 40 * STEP) for one in pictures()[FPS:]]
    give(recorder, [*pictures()[:3], pictures()[4], *late])
    recorder.close()
    assert times(tmp_path / "a.mp4") == [0, 0.1, 0.2, *(5 + number / FPS for number in range(FPS))]


def test_a_new_broadcast_of_the_same_shape_goes_on_in_the_file_after_the_pause(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.tracks(TracksChanged("one", (track(),)))
    give(recorder, pictures(captured_from=1_000_000))
    recorder.tracks(TracksChanged("two", (track(),)))
    give(recorder, pictures(captured_from=11_000_000))
    recorder.close()
    shown = times(tmp_path / "a.mp4")
    assert len(shown) == 4 * FPS
    assert shown[2 * FPS] == 10
    assert recorder.paths == [tmp_path / "a.mp4"]


def test_other_tracks_begin_another_file(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.tracks(TracksChanged("b", (track(),)))
    give(recorder, pictures())
    recorder.tracks(TracksChanged("b", (track(), SOUND)))
    give(recorder, [replace(one, group=one.group + 2) for one in pictures()])
    recorder.close()
    assert recorder.paths == [tmp_path / "a.mp4", tmp_path / "a-2.mp4"]
    assert [len(times(path)) for path in recorder.paths] == [2 * FPS, 2 * FPS]


def test_a_new_generation_of_the_same_description_goes_on_in_the_file(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.tracks(TracksChanged("b", (track(),)))
    give(recorder, pictures()[:FPS])
    recorder.tracks(TracksChanged("b", (replace(track(), generation=1),)))
    give(recorder, [replace(one, generation=1) for one in pictures()[FPS:]])
    recorder.close()
    assert len(times(tmp_path / "a.mp4")) == 2 * FPS


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_text("precious")
    recorder = Recorder(tmp_path / "a.mp4")
    assert recorder.paths == [tmp_path / "a-2.mp4"]
    recorder.close()
    assert (tmp_path / "a.mp4").read_text() == "precious"


def test_a_file_in_which_nothing_came_is_removed(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.tracks(TracksChanged("b", (track(),)))
    recorder.close()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileUnwritableError, match="No such file"):
        Recorder(tmp_path / "none" / "a.mp4")


def test_a_second_picture_whose_group_opens_just_before_the_main_one_is_kept_from_there(tmp_path: Path) -> None:
    inset = replace(track(), id=2, name="camera")
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.tracks(TracksChanged("b", (track(), inset)))
    early = [replace(one, track=2, pts=one.pts + 50 * STEP - 900, dts=one.dts + 50 * STEP - 900) for one in pictures()]
    main = [replace(one, pts=one.pts + 50 * STEP, dts=one.dts + 50 * STEP) for one in pictures()]
    give(recorder, early[:3])
    for one, other in zip(main, [*early[3:], *sounds(3)], strict=True):
        give(recorder, [one, other])
    recorder.close()
    shown = times(tmp_path / "a.mp4"), times(tmp_path / "a.mp4", video=1)
    assert [one[0] for one in shown] == [0.01, 0]
    assert [len(one) for one in shown] == [2 * FPS, 2 * FPS]


JPEG = Track(0, "video", "main", "jpeg", b"", 90_000, width=WIDTH, height=HEIGHT)


@pytest.mark.parametrize("codec", ["jpeg", "i420"])
def test_what_mp4_cannot_hold_is_refused_and_leaves_no_file(codec: str, tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mp4")
    with pytest.raises(CodecUnsupportedError, match=codec):
        recorder.tracks(TracksChanged("b", (replace(JPEG, codec=codec),)))
    recorder.close()
    assert list(tmp_path.iterdir()) == []


def test_a_broadcast_that_goes_on_as_jpeg_leaves_what_was_recorded(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.tracks(TracksChanged("b", (track(),)))
    give(recorder, pictures())
    with pytest.raises(CodecUnsupportedError):
        recorder.tracks(TracksChanged("b", (JPEG,)))
    recorder.close()
    assert list(tmp_path.iterdir()) == [tmp_path / "a.mp4"]
    assert len(times(tmp_path / "a.mp4")) == 2 * FPS
