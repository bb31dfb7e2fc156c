"""What a recording tells of what is missing in it."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from footlight.client.events import PacketsReceived, TracksChanged
from footlight.client.recording.gap import Gap, Why
from footlight.client.recording.recorder import Recorder
from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Track
from footlight.model.units import Micros
from tests.client.media import FPS, STEP, pictures, track
from tests.client.recording.readback import length, texts, times
from tests.client.recording.sounding import PERIOD, SOUND, sounds


def recorder(folder: Path, *tracks: Track) -> Recorder:
    begun = Recorder(folder / "a.mp4")
    begun.tracks(TracksChanged("b", tracks or (track(),)))
    return begun


def give(recorder: Recorder, packets: Iterable[Packet]) -> None:
    recorder.packets(PacketsReceived(list(packets), Micros(0)))


def late(packets: list[Packet], groups: int, seconds: float | None = None) -> list[Packet]:
    """The same so many groups, and so many seconds, later."""
    after = round((groups if seconds is None else seconds) * FPS * STEP)
    return [replace(one, group=one.group + groups, pts=one.pts + after, dts=one.dts + after) for one in packets]


def spans(recorder: Recorder) -> list[tuple[float, float, Why]]:
    return [(round(gap.at, 3), round(gap.duration, 3), gap.why) for gap in recorder.gaps]


@pytest.mark.parametrize("why", ["connection lost", "sender away", "skipped"])
def test_groups_that_did_not_come_are_a_gap_for_the_reason_that_was_told(why: Why, tmp_path: Path) -> None:
    kept = recorder(tmp_path)
    give(kept, pictures())
    kept.interrupted(why)
    give(kept, late(pictures(), 5))
    kept.close()
    assert kept.gaps == [Gap(tmp_path / "a.mp4", 2, 3, why, ("main",))]
    assert texts(tmp_path / "a.mp4") == [(2, 3, f"3.000 s missing: {why} (main)")]
    assert times(tmp_path / "a.mp4")[2 * FPS] == 5


def test_the_rest_of_a_group_that_lost_a_picture_is_a_gap(tmp_path: Path) -> None:
    kept = recorder(tmp_path)
    kept.interrupted("tampered")
    give(kept, [*pictures()[:3], *pictures()[4:]])
    kept.close()
    assert spans(kept) == [(0.3, 0.7, "missing")]


def test_a_packet_that_was_tampered_with_tells_why(tmp_path: Path) -> None:
    kept = recorder(tmp_path)
    give(kept, pictures()[:3])
    kept.interrupted("tampered")
    give(kept, pictures()[4:])
    kept.close()
    assert spans(kept) == [(0.3, 0.7, "tampered")]


def test_a_group_that_lost_its_end_is_a_gap_where_the_sender_says_so(tmp_path: Path) -> None:
    kept = recorder(tmp_path)
    first, second = pictures()[:6], pictures()[FPS:]
    second[0] = replace(second[0], flags=second[0].flags | PacketFlags.DISCONTINUITY)
    give(kept, [*first, *second])
    kept.close()
    assert spans(kept) == [(0.6, 0.4, "left out")]


def test_an_interruption_that_cost_nothing_is_no_gap(tmp_path: Path) -> None:
    kept = recorder(tmp_path, track(), SOUND)
    give(kept, [*pictures()[:5], *sounds(20)])
    kept.interrupted("connection lost")
    kept.tracks(TracksChanged("b", (track(), SOUND)))
    give(kept, [*pictures()[:FPS], *sounds(50)])
    kept.interrupted("connection lost")
    give(kept, [*pictures()[FPS:], *sounds(50, 50)])
    kept.close()
    assert kept.gaps == []
    assert times(tmp_path / "a.mp4") == [number / FPS for number in range(2 * FPS)]


def test_pictures_that_come_seldom_are_no_gap(tmp_path: Path) -> None:
    kept = recorder(tmp_path)
    seldom = [one for n in range(3) for one in late(pictures()[:1], n, seconds=5 * n)]
    give(kept, seldom)
    kept.close()
    assert kept.gaps == []
    assert times(tmp_path / "a.mp4") == [0, 5, 10]


@pytest.mark.parametrize("sound_first", [True, False])
def test_what_all_tracks_lack_at_a_time_is_one_gap_and_they_stay_together(sound_first: bool, tmp_path: Path) -> None:
    kept = recorder(tmp_path, track(), SOUND)
    for picture, some in zip(pictures(), range(0, 100, 5), strict=True):
        give(kept, [picture, *sounds(5, some)])
    kept.interrupted("connection lost")
    for picture, some in zip(late(pictures(), 6), range(300, 400, 5), strict=True):
        sound = sounds(5, some)
        give(kept, [*sound, picture] if sound_first else [picture, *sound])
    kept.close()
    (gap,) = kept.gaps
    assert (gap.at, gap.duration, gap.tracks) == (2, 4, ("main", "sound"))
    assert [at for at, _, _ in texts(tmp_path / "a.mp4")] == [2]
    assert length(tmp_path / "a.mp4") == pytest.approx(8, abs=0.03)
    assert times(tmp_path / "a.mp4")[2 * FPS] == 6


def test_sound_alone_may_be_missing(tmp_path: Path) -> None:
    kept = recorder(tmp_path, track(), SOUND)
    give(kept, pictures()[:5])
    give(kept, sounds(20))
    give(kept, sounds(20, 30))
    give(kept, pictures()[5:])
    kept.close()
    assert [(gap.at, gap.duration, gap.why, gap.tracks) for gap in kept.gaps] == [(0.4, 0.2, "missing", ("sound",))]


def test_the_time_between_two_broadcasts_is_a_gap(tmp_path: Path) -> None:
    kept = recorder(tmp_path)
    give(kept, pictures(captured_from=1_000_000))
    kept.tracks(TracksChanged("another", (track(),)))
    give(kept, pictures(captured_from=11_000_000))
    kept.close()
    assert spans(kept) == [(2, 8, "broadcast ended")]
    assert texts(tmp_path / "a.mp4") == [(2, 8, "8.000 s missing: broadcast ended (main)")]


def test_a_gap_before_other_tracks_is_told_at_the_end_of_the_file_that_they_end(tmp_path: Path) -> None:
    kept = recorder(tmp_path)
    give(kept, pictures(captured_from=1_000_000))
    kept.tracks(TracksChanged("another", (track(), SOUND)))
    give(kept, pictures(captured_from=11_000_000))
    kept.close()
    assert kept.gaps == [Gap(tmp_path / "a.mp4", 2, 8, "broadcast ended", ("main",))]
    assert texts(tmp_path / "a.mp4") == [(2, 1, "8.000 s missing: broadcast ended (main)")]
    assert [len(times(path)) for path in kept.paths] == [2 * FPS, 2 * FPS]


def test_a_broadcast_whose_clock_is_behind_follows_without_a_gap(tmp_path: Path) -> None:
    kept = recorder(tmp_path)
    give(kept, pictures(captured_from=9_000_000))
    kept.tracks(TracksChanged("another", (track(),)))
    give(kept, pictures(captured_from=1_000_000))
    kept.close()
    assert kept.gaps == []
    assert times(tmp_path / "a.mp4") == [number / FPS for number in range(4 * FPS)]


def test_sound_and_picture_meet_again_after_a_gap(tmp_path: Path) -> None:
    """Times in the file differ by as much as they did in the broadcast, before the gap and after it."""
    kept = recorder(tmp_path, track(), SOUND)
    shifted = [replace(one, pts=one.pts + 480, dts=one.dts + 480) for one in sounds(100)]
    give(kept, [*pictures()[:1], *shifted[:50], *pictures()[1:FPS]])
    again = [
        replace(one, group=one.group + 500, pts=one.pts + 10 * 48_000, dts=one.dts + 10 * 48_000) for one in shifted
    ]
    for picture, some in zip(late(pictures(), 10), range(0, 100, 5), strict=True):
        give(kept, [picture, *again[some : some + 5]])
    kept.close()
    import av

    with av.open(str(tmp_path / "a.mp4")) as file:
        starts = [packet.pts * float(packet.time_base or 0) for packet in file.demux(audio=0) if packet.pts is not None]
    assert starts[0] == pytest.approx(0.01, abs=0.001)
    assert starts[50] == pytest.approx(10.01, abs=0.001)
    assert times(tmp_path / "a.mp4")[FPS] == 10
    assert PERIOD == 960
