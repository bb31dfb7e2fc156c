"""What viewers take while all of them are behind."""

from footlight.cable.throughput import Throughput
from footlight.model.units import micros_from_seconds
from tests.fakes.clock import HandClock

LATE = micros_from_seconds(0.2)


def test_a_rate_is_told_once_it_was_seen_for_long_enough_and_for_each_viewer() -> None:
    clock = HandClock()
    throughput = Throughput(clock)
    told = []
    for step in range(8):
        told.append(throughput.look(LATE, 1_000_000 + step * 25_000, 2))
        clock.forward(0.1)
    assert told[:3] == [None] * 3
    assert set(told[3:]) == {1_000_000}


def test_only_the_last_second_counts() -> None:
    clock = HandClock()
    throughput = Throughput(clock)
    for sent in (0, 1_000_000):
        throughput.look(LATE, sent, 1)
        clock.forward(1.1)
    throughput.look(LATE, 1_000_000, 1)
    clock.forward(0.5)
    assert throughput.look(LATE, 1_050_000, 1) == 800_000


def test_where_one_keeps_up_or_nobody_watches_it_cannot_be_told() -> None:
    clock = HandClock()
    throughput = Throughput(clock)
    for _ in range(10):
        throughput.look(LATE, 0, 1)
        clock.forward(0.1)
    assert throughput.look(micros_from_seconds(0.05), 0, 1) is None
    assert throughput.look(LATE, 0, 1) is None
    assert throughput.look(LATE, 0, 0) is None
    for _ in range(10):
        throughput.look(LATE, 0, 1)
        clock.forward(0.1)
    assert throughput.look(LATE, 0, 0) is None


def test_a_tenth_of_a_second_behind_is_behind() -> None:
    clock = HandClock()
    throughput = Throughput(clock)
    throughput.look(micros_from_seconds(0.1), 0, 1)
    clock.forward(1)
    assert throughput.look(micros_from_seconds(0.1), 1_000, 1) == 8_000
