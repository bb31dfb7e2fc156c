"""Challenges: for one purpose, once, for five minutes."""

import pytest

from footlight.accounts import challenges
from footlight.accounts.challenges import Challenges
from footlight.errors import LimitReachedError
from tests.fakes.clock import HandClock

ORIGIN = "https://live.example.org"


def test_one_is_good_for_what_it_was_made_for() -> None:
    made = Challenges(HandClock())
    challenge = made.new("register", ORIGIN, "ann")
    assert made.good(challenge, "register", ORIGIN, "ann")
    assert not made.good(challenge, "sign in", ORIGIN, "ann")
    assert not made.good(challenge, "register", "https://other.example.org", "ann")
    assert not made.good(challenge, "register", ORIGIN, "bob")
    assert not made.good(challenge, "register", ORIGIN)


def test_no_two_are_alike_and_another_server_does_not_know_it() -> None:
    clock = HandClock()
    made = Challenges(clock)
    challenge = made.new("sign in", ORIGIN)
    assert made.new("sign in", ORIGIN) != challenge
    assert not Challenges(clock).good(challenge, "sign in", ORIGIN)


def test_it_is_good_for_five_minutes() -> None:
    clock = HandClock()
    made = Challenges(clock)
    challenge = made.new("sign in", ORIGIN)
    clock.forward(299.9)
    assert made.good(challenge, "sign in", ORIGIN)
    clock.forward(0.1)
    assert not made.good(challenge, "sign in", ORIGIN)


def test_it_is_good_once() -> None:
    made = Challenges(HandClock())
    challenge = made.new("sign in", ORIGIN)
    made.meet(challenge)
    assert not made.good(challenge, "sign in", ORIGIN)


@pytest.mark.parametrize("place", [0, 15, 16, 23, 24, 55])
def test_none_can_be_made_up(place: int) -> None:
    made = Challenges(HandClock())
    challenge = bytearray(made.new("sign in", ORIGIN))
    challenge[place] ^= 1
    assert not made.good(bytes(challenge), "sign in", ORIGIN)
    assert not made.good(bytes(challenge[:place]), "sign in", ORIGIN)
    assert not made.good(bytes(challenge) + b"\0", "sign in", ORIGIN)


def test_those_that_were_met_are_forgotten_when_their_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(challenges, "_MOST", 3)
    clock = HandClock()
    made = Challenges(clock)
    for _ in range(3):
        made.meet(made.new("sign in", ORIGIN))
        clock.forward(1)
    with pytest.raises(LimitReachedError):
        made.meet(made.new("sign in", ORIGIN))
    clock.forward(298)
    made.meet(made.new("sign in", ORIGIN))
