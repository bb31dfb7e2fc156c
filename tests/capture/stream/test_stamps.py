"""Times that jump, wrap, stand still, run backwards or are missing."""

import pytest

from footlight.capture.stream.stamps import AHEAD, Stamps
from footlight.model.units import Micros

FRAME = 40_000
WRAP = (1 << 33) * 1_000_000 // 90_000
START = 5_000_000


def given(dts: list[int | None], arrivals: list[int] | None = None) -> list[int]:
    """What becomes of one stream's decoding times; without ``arrivals`` a packet comes every 40 ms."""
    stamps = Stamps()
    out: list[int] = []
    for number, time in enumerate(dts):
        arrived = START + (arrivals[number] if arrivals is not None else number * FRAME)
        told = None if time is None else Micros(time)
        out.append(stamps.stamp(0, told, told, Micros(0), Micros(arrived))[1])
    return out


def even(count: int) -> list[int]:
    return [number * FRAME for number in range(count)]


def test_good_times_are_kept_and_begin_at_zero() -> None:
    assert given([7_000_000 + time for time in even(5)]) == even(5)


def test_a_stream_keeps_its_own_pace_however_it_arrives() -> None:
    assert given([0, 40_000, 80_000, 120_000], [0, 300_000, 301_000, 302_000]) == even(4)


@pytest.mark.parametrize("jump", [WRAP, 3_600_000_000, -3_600_000_000, -600_000, AHEAD + 1_000_000])
def test_a_jump_goes_on_by_what_passed_between_the_arrivals(jump: int) -> None:
    base = 10_000_000_000
    assert given([base, base + FRAME, base + jump + 2 * FRAME, base + jump + 3 * FRAME]) == even(4)


def test_a_counter_that_wraps_goes_on() -> None:
    assert given([(WRAP - 2 * FRAME + time) % WRAP for time in even(5)]) == even(5)


def test_a_packet_out_of_order_waits_its_turn_and_the_next_keep_their_times() -> None:
    assert given([0, 40_000, 20_000, 120_000]) == [0, 40_000, 41_000, 120_000]


def test_times_that_stand_still_go_on_as_the_packets_arrive() -> None:
    times = given([0] * 50)
    assert times == sorted(set(times))
    assert times[-1] == pytest.approx(49 * FRAME, abs=4 * FRAME)


def test_times_that_run_backwards_for_ever_still_rise() -> None:
    times = given([-number * 100_000 for number in range(200)])
    assert times == sorted(set(times))
    assert times[-1] < 200 * FRAME * 2


def test_every_time_wild() -> None:
    wild = [(number * 7_919_191_919) % (WRAP * 2) for number in range(500)]
    times = given(list(wild))
    assert times == sorted(set(times))
    assert abs(times[-1] - 499 * FRAME) <= 2 * AHEAD


def test_missing_times_are_counted_on() -> None:
    assert given([0, 40_000, None, None, 160_000]) == even(5)


def test_no_times_at_all() -> None:
    times = given([None] * 10)
    assert times == sorted(set(times))


def test_a_duration_says_when_the_next_begins() -> None:
    stamps = Stamps()
    stamps.stamp(0, Micros(0), Micros(0), Micros(20_000), Micros(START))
    assert stamps.stamp(0, None, None, Micros(20_000), Micros(START)) == (20_000, 20_000)


def test_pictures_are_shown_in_their_own_order() -> None:
    stamps = Stamps()
    shown = [
        stamps.stamp(0, Micros(pts), Micros(dts), Micros(0), Micros(START + dts))
        for pts, dts in ((80_000, 0), (200_000, 40_000), (120_000, 80_000), (160_000, 120_000))
    ]
    assert shown == [(80_000, 0), (200_000, 40_000), (120_000, 80_000), (160_000, 120_000)]


def test_a_picture_is_not_shown_before_it_is_decoded_nor_in_an_hour() -> None:
    stamps = Stamps()
    assert stamps.stamp(0, Micros(0), Micros(50_000), Micros(0), Micros(START)) == (0, 0)
    pts, dts = stamps.stamp(0, Micros(3_600_000_000), Micros(90_000), Micros(0), Micros(START + FRAME))
    assert pts == dts == FRAME


def test_streams_of_one_clock_stay_together_over_a_jump() -> None:
    stamps = Stamps()
    jump = 500_000_000
    for stream, time in ((0, 0), (1, 10_000), (0, 40_000), (1, 30_000)):
        stamps.stamp(stream, Micros(time), Micros(time), Micros(0), Micros(START + time))
    picture = stamps.stamp(0, Micros(jump + 80_000), Micros(jump + 80_000), Micros(0), Micros(START + 90_000))[0]
    # The sound still has a packet of before, then it jumps as the picture did.
    before = stamps.stamp(1, Micros(50_000), Micros(50_000), Micros(0), Micros(START + 91_000))[0]
    after = stamps.stamp(1, Micros(jump + 70_000), Micros(jump + 70_000), Micros(0), Micros(START + 92_000))[0]
    assert before == 50_000
    assert picture - after == 10_000


def test_a_stream_that_comes_second_may_begin_before_zero() -> None:
    stamps = Stamps()
    stamps.stamp(0, Micros(500_000), Micros(500_000), Micros(0), Micros(START))
    sound = [stamps.stamp(1, Micros(time), Micros(time), Micros(0), Micros(START))[0] for time in (300_000, 320_000)]
    assert sound == [-200_000, -180_000]


def test_a_source_that_is_back_goes_on_by_the_time_of_day() -> None:
    stamps = Stamps()
    stamps.stamp(0, Micros(9_000_000), Micros(9_000_000), Micros(0), Micros(START))
    stamps.stamp(1, Micros(9_010_000), Micros(9_010_000), Micros(0), Micros(START))
    stamps.restart()
    assert stamps.stamp(0, Micros(100), Micros(100), Micros(0), Micros(START + 3_000_000))[0] == 3_000_000
    assert stamps.stamp(1, Micros(50_100), Micros(50_100), Micros(0), Micros(START + 3_000_000))[0] == 3_050_000


def test_a_source_that_is_back_too_early_does_not_run_backwards() -> None:
    stamps = Stamps()
    for time in range(0, 2_000_000, FRAME):  # two seconds of stream in no time
        last = stamps.stamp(0, Micros(time), Micros(time), Micros(0), Micros(START))[1]
    stamps.restart()
    assert stamps.stamp(0, Micros(0), Micros(0), Micros(0), Micros(START + 1_000))[1] > last
