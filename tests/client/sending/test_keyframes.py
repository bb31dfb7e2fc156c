"""When picture tracks begin new groups."""

from footlight.client.sending.keyframes import KeyframeCue, KeyframeSchedule
from footlight.model.units import Micros


def test_groups_begin_every_two_seconds_at_the_same_moments_on_all_tracks() -> None:
    schedule = KeyframeSchedule()
    fast, slow = KeyframeCue(schedule), KeyframeCue(schedule)
    begun = [at for at in range(0, 4_100_000, 100_000) if fast.due(Micros(at))]
    assert begun == [0, 2_000_000, 4_000_000]
    assert [at for at in range(50_000, 4_100_000, 700_000) if slow.due(Micros(at))] == [50_000, 2_150_000]


def test_a_request_reaches_each_track_once() -> None:
    schedule = KeyframeSchedule()
    cues = [KeyframeCue(schedule), KeyframeCue(schedule)]
    for cue in cues:
        cue.due(Micros(0))
    schedule.request()
    schedule.request()
    assert [cue.due(Micros(100_000)) for cue in cues] == [True, True]
    assert [cue.due(Micros(200_000)) for cue in cues] == [False, False]
