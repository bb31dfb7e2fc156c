"""A recording that goes on in another file when the time has come."""

import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from footlight.client.events import PacketsReceived, TracksChanged
from footlight.client.recording.recorder import Recorder
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros
from tests.client.media import FPS, STEP, pictures, track
from tests.client.recording.readback import packets, texts, times
from tests.client.recording.sounding import SOUND, sounds

SECOND = 1_000_000


def recorder(folder: Path, every: float, *tracks: Track) -> Recorder:
    begun = Recorder(folder / "a.mp4", Micros(round(every * SECOND)))
    begun.tracks(TracksChanged("b", tracks or (track(),)))
    return begun


def give(recorder: Recorder, packets: Iterable[Packet]) -> None:
    recorder.packets(PacketsReceived(list(packets), Micros(0)))


def long(seconds: int) -> list[Packet]:
    """A group a second."""
    film: list[Packet] = []
    for group in range(0, seconds, 2):
        after = group * FPS * STEP
        some = pictures(captured_from=SECOND * (1 + group), first_group=group)
        film += [replace(one, pts=one.sequence * STEP + one.group * FPS * STEP) for one in some]
        film[-2 * FPS :] = [replace(one, dts=one.pts) for one in film[-2 * FPS :]]
        assert film[-2 * FPS].pts == after
    return film


def numbered(packets: Iterable[Packet], of: int = 0) -> list[Packet]:
    """Each with a payload of its own, which tells where it is."""
    return [replace(one, track=of, payload=b"%d:%d:%d" % (of, one.group, one.sequence)) for one in packets]


def everything(kept: Recorder, stream: int = 0) -> list[bytes]:
    return [data for path in kept.paths for _, data in packets(path, stream)]


def test_a_file_begins_at_the_first_keyframe_after_its_time(tmp_path: Path) -> None:
    kept = recorder(tmp_path, 2.5)
    give(kept, long(8))
    kept.close()
    assert [path.name for path in kept.paths] == ["a.mp4", "a-2.mp4", "a-3.mp4"]
    assert [times(path) for path in kept.paths] == [[n / FPS for n in range(c * FPS)] for c in (3, 3, 2)]
    assert kept.gaps == []


def test_nothing_is_lost_or_doubled_between_two_files(tmp_path: Path) -> None:
    kept = recorder(tmp_path, 2, track(), SOUND)
    film, sound = numbered(long(8)), numbered(sounds(400), 1)
    for number, picture in enumerate(film):
        # Sound is ahead of its picture by 60 ms at times, and behind it at others.
        ahead = 3 if number % 7 and number % 40 else -3
        upto = max(0, number * 5 + ahead)
        give(kept, [*sound[:upto], picture])
    give(kept, sound)
    kept.close()
    assert len(kept.paths) == 4
    assert everything(kept) == [one.payload for one in film]
    assert everything(kept, 1) == [one.payload for one in sound]
    for path in kept.paths:
        assert packets(path)[0][0] == pytest.approx(0, abs=0.02)
        assert packets(path, 1)[0][0] == pytest.approx(0, abs=0.02)


def test_another_picture_begins_with_the_main_one_whichever_came_first(tmp_path: Path) -> None:
    for ahead in (True, False):
        folder = tmp_path / str(ahead)
        folder.mkdir()
        inset = replace(track(), id=2, name="camera")
        kept = recorder(folder, 2, track(), inset)
        film, other = numbered(long(6)), numbered(long(6), 2)
        for one, two in zip(film, other, strict=True):
            give(kept, [two, one] if ahead else [one, two])
        kept.close()
        assert [len(packets(path, 0)) for path in kept.paths] == [2 * FPS] * 3
        assert [len(packets(path, 1)) for path in kept.paths] == [2 * FPS] * 3
        assert everything(kept, 1) == [one.payload for one in other]


def test_a_picture_whose_groups_begin_elsewhere_ends_its_group_in_the_old_file(tmp_path: Path) -> None:
    inset = replace(track(), id=2, name="camera")
    kept = recorder(tmp_path, 2, track(), inset)
    film, other = numbered(long(6)), numbered(long(8), 2)[5:]
    shifted = [replace(one, dts=one.dts - 5 * STEP, pts=one.pts - 5 * STEP) for one in other]
    for one, two in zip(film, shifted, strict=False):
        give(kept, [one, two])
    kept.close()
    first_group = other[5:]  # what came before its first keyframe cannot be seen
    assert everything(kept, 1) == [one.payload for one in first_group[: len(film) - 5]]
    for path in kept.paths[1:]:
        assert packets(path, 1)[0][1].endswith(b":0")
    assert kept.gaps == []


def test_a_track_that_ended_does_not_keep_the_others_from_turning(tmp_path: Path) -> None:
    kept = recorder(tmp_path, 1, track(), SOUND)
    give(kept, [*long(2)[:1], *sounds(10), *long(10)[1:]])
    kept.close()
    assert [len(times(path)) for path in kept.paths] == [FPS] * 10
    assert [len(packets(path, 1)) for path in kept.paths] == [10] + [0] * 9


def test_sound_alone_turns_too(tmp_path: Path) -> None:
    kept = recorder(tmp_path, 1, SOUND)
    sound = numbered(sounds(150), 1)
    give(kept, sound)
    kept.close()
    assert [len(packets(path)) for path in kept.paths] == [50, 50, 50]
    assert everything(kept) == [one.payload for one in sound]


def test_a_long_gap_ends_a_file_that_tells_of_it(tmp_path: Path) -> None:
    kept = recorder(tmp_path, 10)
    give(kept, long(4))
    kept.interrupted("sender away")
    night = 8 * 3600
    give(kept, [replace(one, group=one.group + night, pts=one.pts + night * 90_000, dts=one.dts + night * 90_000)
                for one in long(4)])  # fmt: skip
    kept.close()
    assert [times(path) for path in kept.paths] == [[n / FPS for n in range(4 * FPS)]] * 2
    (gap,) = kept.gaps
    assert (gap.path, gap.at, gap.duration, gap.why) == (kept.paths[0], 4, night - 4, "sender away")
    assert texts(kept.paths[0]) == [(4, 1, gap.words)]


def test_a_file_that_is_there_already_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a-2.mp4").write_text("precious")
    kept = recorder(tmp_path, 1)
    give(kept, long(2))
    kept.close()
    assert [path.name for path in kept.paths] == ["a.mp4", "a-3.mp4"]
    assert (tmp_path / "a-2.mp4").read_text() == "precious"


def test_what_was_written_before_a_kill_is_whole_in_every_file(tmp_path: Path) -> None:
    kept = recorder(tmp_path, 2, track(), SOUND)
    film = long(6)
    for number, picture in enumerate(film):
        give(kept, [*sounds(5, number * 5), picture])
    # Without close: as a kill leaves it.
    assert [len(times(path)) for path in kept.paths] == [2 * FPS, 2 * FPS, FPS]
    kept.close()


def test_other_tracks_begin_a_file_whose_time_counts_anew(tmp_path: Path) -> None:
    kept = recorder(tmp_path, 3)
    film = long(8)
    give(kept, film[: 2 * FPS])
    kept.tracks(TracksChanged("b", (track(), SOUND)))
    give(kept, film[2 * FPS :])
    kept.close()
    assert [len(times(path)) for path in kept.paths] == [2 * FPS, 3 * FPS, 3 * FPS]
    assert kept.gaps == []


def test_sound_goes_on_without_a_loss_where_the_picture_s_size_changes(tmp_path: Path) -> None:
    kept = recorder(tmp_path, 100, track(), SOUND)
    film, sound = long(4), numbered(sounds(200), 1)
    give(kept, [film[0], *sound[:50], *film[1:FPS]])
    kept.tracks(TracksChanged("b", (replace(track(), width=128, generation=1), SOUND)))
    give(kept, [*sound[50:60], *(replace(one, generation=1) for one in film[FPS:]), *sound[60:]])
    kept.close()
    assert len(kept.paths) == 2
    assert everything(kept, 1) == [one.payload for one in sound]
    assert kept.gaps == []


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_lost_doubled_or_out_of_order_whatever_comes_late(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    inset = replace(track(), id=2, name="camera")
    kept = recorder(tmp_path, chance.choice([1, 2.5, 4]), track(), inset, SOUND)
    comes: list[tuple[float, Packet]] = []
    for one in (numbered(long(8)), numbered(sounds(400), 1), numbered(long(8), 2)):
        late = chance.uniform(-0.2, 0.2)
        comes += [(packet.dts / (48_000 if packet.track == 1 else 90_000) + late, packet) for packet in one]
    comes.sort(key=lambda each: each[0])
    give(kept, (packet for _, packet in comes))
    kept.close()
    for stream, id in enumerate((0, 2, 1)):
        sent = [packet.payload for _, packet in comes if packet.track == id]
        found = everything(kept, stream)
        # What comes before the first picture may be left out; nothing after that.
        assert found == sent[sent.index(found[0]) :]
        assert len(sent) - len(found) <= 25
    for path in kept.paths:
        for stream in range(3):
            shown = [at for at, _ in packets(path, stream)]
            assert shown == sorted(shown)
            assert shown[:1] >= [0]
    assert kept.gaps == []
