"""Giving way to a network that is too narrow, and climbing back: a sender before a bottleneck, in made-up time."""

from itertools import pairwise

import pytest

from footlight.client.sending.adaptation import LEAST, Adaptation
from footlight.model.units import Micros
from tests.fakes.clock import HandClock
from tests.fakes.link import Broadcast

WIDE, NARROW = 10_000_000.0, 1_000_000.0
CUT = 10.0


def cut_until(back: float, narrow: float = NARROW, cut: float = CUT) -> Broadcast:
    """1280x720 as it is sent by default, over a link that is narrow for a while; until 30 s after that."""
    broadcast = Broadcast(4_147_200, lambda now: narrow if cut <= now < back else WIDE)
    broadcast.run(back + 30)
    return broadcast


@pytest.mark.parametrize("cut", [10.0, 10.4, 11.9])
def test_after_a_cut_pictures_are_fresh_within_three_seconds_and_none_freezes(cut: float) -> None:
    broadcast = cut_until(30, cut=cut)
    late = [picture.at for picture in broadcast.arrived if picture.latency > 0.5 and picture.at < 30]
    assert late, "a cut that nobody noticed tests nothing"
    assert max(late) < cut + 3
    times = [picture.at for picture in broadcast.arrived]
    assert max(after - before for before, after in pairwise(times)) < 0.6
    assert broadcast.drops == 0


def test_while_it_is_narrow_most_of_it_is_used_and_pictures_stay_fresh() -> None:
    broadcast = cut_until(60)
    while_narrow = [picture for picture in broadcast.arrived if 15 < picture.at < 60]
    mean = sum(picture.share for picture in while_narrow) / len(while_narrow)
    assert 0.6 < mean * 4_147_200 / NARROW < 1
    assert sum(picture.latency > 0.3 for picture in while_narrow) < len(while_narrow) * 0.05


def test_what_was_too_much_is_tried_less_and_less_often() -> None:
    broadcast = cut_until(150)
    downs = [at for (_, before), (at, after) in pairwise(broadcast.shares) if after < before]
    pauses = [after - before for before, after in pairwise(at for at in downs if CUT + 5 < at < 150)]
    assert pauses[0] < 9
    assert all(12 < pause < 20 for pause in pauses[-5:])


@pytest.mark.parametrize("back", [20.0, 24.0, 33.3, 41.0, 47.7, 130.5])
def test_full_quality_is_back_within_half_a_minute_of_the_link(back: float) -> None:
    broadcast = cut_until(back)
    assert next(at for at, share in broadcast.shares if at > back and share == 1) < back + 25


def test_a_wide_link_costs_nothing() -> None:
    broadcast = Broadcast(4_147_200, lambda _: WIDE)
    broadcast.run(30)
    assert {share for _, share in broadcast.shares} == {1.0}
    assert max(picture.latency for picture in broadcast.arrived) < 0.2


def test_what_would_come_seconds_late_is_left_out() -> None:
    broadcast = Broadcast(8_000_000, lambda now: NARROW if now >= CUT else WIDE)
    broadcast.run(20)
    assert broadcast.drops == 1
    assert max(picture.at for picture in broadcast.arrived if picture.latency > 0.5) < CUT + 3


def test_a_link_that_is_gone_is_given_half_and_half_again_but_never_nothing() -> None:
    clock = HandClock(0)
    adaptation = Adaptation(clock)
    for _ in range(600):
        clock.forward(0.05)
        adaptation.look(Micros(5_000_000), None, full=4_000_000, sound=0)
    assert adaptation.share == LEAST
    assert adaptation.holding


def test_a_short_hiccup_costs_pictures_and_no_bitrate() -> None:
    clock = HandClock(0)
    adaptation = Adaptation(clock)
    for lag in (0, 250_000, 300_000, 350_000, 0, 0):
        clock.forward(0.05)
        adaptation.look(Micros(lag), None, full=4_000_000, sound=0)
        assert adaptation.holding == (lag > 0)
    assert adaptation.share == 1
