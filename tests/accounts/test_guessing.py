"""Who guesses waits longer and longer; who mistypes does not."""

import pytest

from footlight.accounts.guessing import Guessing
from footlight.errors import SlowDownError
from tests.fakes.clock import HandClock

HOME, AWAY = "198.51.100.7", "203.0.113.9"


def failing(guessing: Guessing, name: str, address: str, times: int) -> None:
    for _ in range(times):
        guessing.failed(name, address)


def waits(guessing: Guessing, name: str, address: str) -> int:
    try:
        guessing.check(name, address)
    except SlowDownError as error:
        return error.retry_after
    return 0


def test_a_few_mistakes_cost_nothing() -> None:
    guessing = Guessing(HandClock())
    failing(guessing, "ann", HOME, 4)
    assert waits(guessing, "ann", HOME) == 0
    guessing.succeeded("ann", HOME)
    failing(guessing, "ann", HOME, 4)
    assert waits(guessing, "ann", HOME) == 0


def test_each_further_one_doubles_the_wait_up_to_a_quarter_of_an_hour() -> None:
    guessing = Guessing(HandClock())
    failing(guessing, "ann", HOME, 4)
    told = []
    for _ in range(13):
        guessing.failed("ann", HOME)
        told.append(waits(guessing, "ann", HOME) // 1_000_000)
    assert told == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


def test_the_wait_ends_and_is_told_in_seconds() -> None:
    clock = HandClock()
    guessing = Guessing(clock)
    failing(guessing, "ann", HOME, 6)
    with pytest.raises(SlowDownError, match="in 2 seconds"):
        guessing.check("ann", HOME)
    clock.forward(1.999999)
    with pytest.raises(SlowDownError, match="in 1 second$"):
        guessing.check("ann", HOME)
    clock.forward(0.000001)
    assert waits(guessing, "ann", HOME) == 0


def test_who_is_guessed_from_elsewhere_gets_in_at_home() -> None:
    guessing = Guessing(HandClock())
    failing(guessing, "ann", AWAY, 30)
    assert waits(guessing, "ann", AWAY) > 0
    assert waits(guessing, "ann", HOME) == 0


def test_one_network_that_tries_many_names_waits() -> None:
    guessing = Guessing(HandClock())
    for number in range(20):
        guessing.failed(f"name{number}", AWAY)
    assert waits(guessing, "another", AWAY) > 0
    guessing.succeeded("mine", AWAY)
    assert waits(guessing, "another", AWAY) > 0


def test_addresses_of_one_ipv6_network_are_one() -> None:
    guessing = Guessing(HandClock())
    for number in range(20):
        guessing.failed("ann", f"2001:db8::{number:x}")
    assert waits(guessing, "bob", "2001:db8::ffff") > 0
    assert waits(guessing, "bob", "2001:db8:0:1::1") == 0


def test_a_name_that_many_networks_try_waits_a_little() -> None:
    guessing = Guessing(HandClock())
    for number in range(60):
        guessing.failed("ann", f"198.51.100.{number}")
    assert 0 < waits(guessing, "ann", HOME) <= 30_000_000


def test_failures_are_forgotten_in_an_hour() -> None:
    clock = HandClock()
    guessing = Guessing(clock)
    failing(guessing, "ann", HOME, 6)
    clock.forward(3600.000001)
    guessing.failed("ann", HOME)
    assert waits(guessing, "ann", HOME) == 0


def test_what_is_remembered_is_bounded() -> None:
    guessing = Guessing(HandClock())
    failing(guessing, "first", HOME, 10)
    for number in range(5_000):
        guessing.failed(f"n{number}", f"10.{number // 256}.{number % 256}.1")
    assert waits(guessing, "first", HOME) == 0
