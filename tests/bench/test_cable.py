"""What `footlight bench cable` makes of its figures."""

import pytest

from footlight.bench import cable, frames
from footlight.bench.passage.passage import Passage
from footlight.errors import OptionInvalidError

NETGEAR = Passage("netgear jpeg", p50_ms=10, mbit_s=50)
H264 = Passage("footlight h264", p50_ms=15, mbit_s=5)
JPEG = Passage("footlight jpeg", p50_ms=8)
RAW = Passage("footlight raw", p50_ms=2)


def test_all_goals_are_reached_at_their_bounds() -> None:
    peers = [Passage("imagezmq req jpeg", p50_ms=8), Passage("imagezmq req raw", p50_ms=2)]

    found = cable.goals([NETGEAR, H264, JPEG, RAW, *peers])

    assert len(found) == 4
    assert all(found.values())


@pytest.mark.parametrize(
    "better",
    [
        Passage("footlight h264", p50_ms=15.1, mbit_s=5),
        Passage("footlight h264", p50_ms=15, mbit_s=5.1),
        Passage("vidstream jpeg", p50_ms=7.9),
        Passage("imagezmq pub raw", p50_ms=1.9),
    ],
)
def test_each_goal_is_missed_where_the_peer_is_better(better: Passage) -> None:
    rows = {one.path: one for one in (NETGEAR, H264, JPEG, RAW, Passage("netgear raw", p50_ms=3))}

    found = cable.goals(list({**rows, better.path: better}.values()))

    assert list(found.values()).count(False) == 1


def test_the_better_of_our_ways_without_coding_counts() -> None:
    bgr, peer = Passage("footlight bgr", p50_ms=1), Passage("imagezmq pub raw", p50_ms=1)

    assert set(cable.goals([NETGEAR, H264, JPEG, RAW, bgr, peer]).values()) == {True}


def test_goals_whose_peers_were_not_measured_are_left_out() -> None:
    assert cable.goals([Passage("netgear jpeg", note="not installed"), H264, JPEG, RAW]) == {}
    assert cable.share(H264, Passage("netgear jpeg")) is None
    assert cable.share(H264, NETGEAR) == 0.1


@pytest.mark.parametrize("duration", [0, 601])
def test_a_duration_that_cannot_be_is_refused(duration: float) -> None:
    for options in (frames.FramesOptions, cable.CableOptions):
        with pytest.raises(OptionInvalidError):
            options(duration)
