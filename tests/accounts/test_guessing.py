"""Who guesses waits longer and longer; who mistypes does not."""

import pytest

from footlight.accounts.guessing import Guessing
from footlight.errors import SlowDownError
from tests.fakes.clock import HandClock

HOME, AWAY = "198.51.100.7", "203.0.113.9"


class Door:
    """Tries of all kinds at one site, and how long they had to wait."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.guessing = Guessing(self.clock)

    def fails(self, name: str, address: str, times: int = 1) -> list[int]:
        """So many wrong tries, each as soon as it may be; gives the seconds that each had to wait."""
        return [self._try(name, address) for _ in range(times)]

    def succeeds(self, name: str, address: str) -> int:
        waited = self._try(name, address)
        self.guessing.succeeded(name, address)
        return waited

    def _try(self, name: str, address: str) -> int:
        try:
            self.guessing.attempt(name, address)
        except SlowDownError as error:
            self.clock.forward(error.retry_after / 1_000_000)
            self.guessing.attempt(name, address)
            return error.retry_after // 1_000_000
        return 0


def test_a_few_mistakes_cost_nothing() -> None:
    door = Door()
    for _ in range(3):
        assert door.fails("ann", HOME, 4) == [0] * 4
        assert door.succeeds("ann", HOME) == 0


def test_each_further_one_doubles_the_wait_up_to_a_quarter_of_an_hour() -> None:
    door = Door()
    assert door.fails("ann", HOME, 17) == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_the_wait_is_told_in_seconds_and_a_try_within_it_does_not_lengthen_it() -> None:
    door = Door()
    door.fails("ann", HOME, 6)
    for _ in range(3):
        with pytest.raises(SlowDownError, match="in 2 seconds"):
            door.guessing.attempt("ann", HOME)
    door.clock.forward(1.999999)
    with pytest.raises(SlowDownError, match=r"in 1 second$"):
        door.guessing.attempt("ann", HOME)
    door.clock.forward(0.000001)
    door.guessing.attempt("ann", HOME)


def test_who_is_guessed_from_elsewhere_gets_in_at_home() -> None:
    door = Door()
    door.fails("ann", AWAY, 30)
    assert door.succeeds("ann", HOME) == 0


def test_one_network_that_tries_many_names_waits_whoever_gets_in_there() -> None:
    door = Door()
    for number in range(20):
        assert door.fails(f"name{number}", AWAY) == [0]
    assert door.succeeds("mine", AWAY) == 1
    assert door.fails("another", AWAY) != [0]


def test_those_who_get_in_do_not_use_up_their_network_s_tries() -> None:
    door = Door()
    assert [door.succeeds(f"name{number}", HOME) for number in range(40)] == [0] * 40


def test_addresses_of_one_ipv6_network_are_one() -> None:
    door = Door()
    for number in range(20):
        door.fails(f"name{number}", f"2001:db8::{number:x}")
    assert door.fails("bob", "2001:db8:0:1::1") == [0]
    assert door.fails("bob", "2001:db8::ffff") == [1]


def test_who_has_a_whole_site_of_ipv6_networks_waits_a_little_too() -> None:
    door = Door()
    waited = [door.fails(f"name{number}", f"2001:db8:0:{number:x}::1")[0] for number in range(120)]
    assert waited[:100] == [0] * 100
    assert 0 < max(waited) <= 30
    assert door.fails("bob", "2001:db8:1::1") == [0]
    assert door.fails("bob", HOME) == [0]


def test_a_name_that_many_networks_try_waits_a_little() -> None:
    door = Door()
    waited = [door.fails("ann", f"198.51.100.{number}")[0] for number in range(70)]
    assert waited[:50] == [0] * 50
    assert 0 < max(waited) <= 30


def test_failures_are_forgotten_in_an_hour() -> None:
    door = Door()
    door.fails("ann", HOME, 6)
    door.clock.forward(3600.000001)
    assert door.fails("ann", HOME, 5) == [0] * 5


def test_what_is_remembered_is_bounded() -> None:
    door = Door()
    door.fails("first", HOME, 10)
    for number in range(5_000):
        door.guessing.attempt(f"n{number}", f"10.{number // 256}.{number % 256}.1")
    assert door.fails("first", HOME) == [0]
