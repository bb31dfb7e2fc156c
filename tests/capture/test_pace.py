"""When frames are due."""

import threading

from footlight.capture.pace import Pace, Ticks
from footlight.clock import SystemClock
from footlight.model.units import Micros
from tests.fakes.clock import HandClock


def test_ticks_are_due_at_their_rate() -> None:
    ticks = Ticks(Micros(1_000_000), 30)
    taken = []
    for _ in range(4):
        taken.append(ticks.due)
        ticks.take(ticks.due)
    assert taken == [1_000_000, 1_033_333, 1_066_667, 1_100_000]


def test_a_late_reader_goes_on_from_now_on_the_same_grid() -> None:
    ticks = Ticks(Micros(0), 10)
    assert ticks.take(Micros(0)) == 0
    assert ticks.take(Micros(555_000)) == 5
    assert ticks.due == 600_000


def test_a_reader_that_is_a_little_late_loses_no_tick() -> None:
    ticks = Ticks(Micros(0), 10)
    assert [ticks.take(Micros(now)) for now in (50_000, 199_999, 240_000)] == [0, 1, 2]


def test_patience_gives_late_readers_every_tick() -> None:
    ticks = Ticks(Micros(0), 50, patience=Micros(500_000))
    assert [ticks.take(Micros(400_000)) for _ in range(3)] == [0, 1, 2]
    assert ticks.take(Micros(1_000_000)) == 50


def test_a_time_that_has_passed_is_not_waited_for() -> None:
    assert Pace(HandClock(5)).wait_until(Micros(5))


def test_closing_ends_a_wait_in_another_thread() -> None:
    clock = SystemClock()
    pace = Pace(clock)
    threading.Timer(0.05, pace.close).start()
    assert not pace.wait_until(Micros(clock.now() + 60_000_000))
    assert pace.closed
    assert not pace.wait_until(Micros(0))
