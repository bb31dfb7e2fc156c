"""How much somebody may write, and how long they are told to wait."""

import pytest

from footlight.chat.allowance import Allowances, Rate
from footlight.errors import SlowDownError
from tests.fakes.clock import HandClock


def test_so_many_at_once_and_then_one_each_while() -> None:
    clock = HandClock()
    allowances = Allowances(clock, Rate(0.5, 3))
    for _ in range(3):
        allowances.take("ann")
    with pytest.raises(SlowDownError, match="try again in 2 seconds") as told:
        allowances.take("ann")
    assert told.value.retry_after == 2_000_000
    clock.forward(1.5)
    with pytest.raises(SlowDownError) as told:
        allowances.take("ann")
    assert told.value.retry_after == 500_000
    clock.forward(0.5)
    allowances.take("ann")


def test_each_has_their_own() -> None:
    allowances = Allowances(HandClock(), Rate(1, 1))
    allowances.take("ann")
    allowances.take("bob")
    with pytest.raises(SlowDownError):
        allowances.take("ann")


def test_who_tried_in_vain_waits_no_longer_for_it() -> None:
    clock = HandClock()
    allowances = Allowances(clock, Rate(1, 1))
    allowances.take("ann")
    for _ in range(100):
        with pytest.raises(SlowDownError):
            allowances.take("ann")
    clock.forward(1)
    allowances.take("ann")


def test_a_change_holds_at_once() -> None:
    clock, rate = HandClock(), Rate(0.001, 1)
    allowances = Allowances(clock, rate)
    allowances.take("ann")
    rate.become(Rate(10, 2))
    clock.forward(0.1)
    allowances.take("ann")


def test_who_has_all_of_it_is_forgotten() -> None:
    clock = HandClock()
    allowances = Allowances(clock, Rate(1, 5))
    for number in range(1_000):
        allowances.take(f"guest {number}")
    clock.forward(61)
    allowances.take("ann")
    assert len(allowances._buckets) == 1
