"""One zero for all sources, and the numbers of packets."""

from footlight.client.sending.timeline import PacketCounter, Timeline
from footlight.model.packet import PacketFlags
from footlight.model.units import Micros


def test_sources_that_begin_later_keep_their_distance() -> None:
    timeline = Timeline()
    assert timeline.shift(Micros(5_000_000), Micros(70)) == -70
    assert timeline.shift(Micros(5_250_000), Micros(0)) == 250_000


def test_a_source_that_began_before_the_first_read_keeps_its_distance_too() -> None:
    timeline = Timeline()
    timeline.shift(Micros(5_000_000), Micros(0))
    assert timeline.shift(Micros(4_900_000), Micros(30)) + 30 == -100_000


def test_groups_begin_at_keyframes_and_times_are_ticks() -> None:
    counter = PacketCounter(track=3, timescale=90_000, generation=2)
    made = [
        counter.packet(b"x", keyframe=key, pts=Micros(number * 33_333), duration=Micros(33_333), captured_at=Micros(9))
        for number, key in enumerate([True, False, True])
    ]
    assert [(one.group, one.sequence) for one in made] == [(0, 0), (0, 1), (1, 0)]
    assert [one.pts for one in made] == [0, 3_000, 6_000]
    assert made[1].dts == made[1].pts
    assert made[0].flags == PacketFlags.KEYFRAME
    assert (made[0].track, made[0].generation, made[0].duration, made[0].captured_at) == (3, 2, 3_000, 9)
