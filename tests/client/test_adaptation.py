"""Giving way to a network that is too narrow, and climbing back."""

from footlight.client.adaptation import LADDER, LAG, Adaptation
from footlight.model.units import Micros
from tests.fakes.clock import HandClock

NONE = Micros(0)
LONG = Micros(LAG + 1)


def lag_for(adaptation: Adaptation, clock: HandClock, seconds: float) -> None:
    for _ in range(round(seconds * 10)):
        clock.forward(0.1)
        adaptation.look(LONG)


def calm_for(adaptation: Adaptation, clock: HandClock, seconds: float) -> None:
    for _ in range(round(seconds * 10)):
        clock.forward(0.1)
        adaptation.look(NONE)


def test_the_ladder_lowers_bitrate_then_rate_then_size() -> None:
    assert [quality.bitrate for quality in LADDER] == sorted((one.bitrate for one in LADDER), reverse=True)
    assert [quality.every for quality in LADDER] == sorted(quality.every for quality in LADDER)
    assert next(one for one in LADDER if one.shrink > 1) == LADDER[-1]
    assert next(one for one in LADDER if one.every > 1).bitrate < 0.25


def test_a_lag_costs_one_step_a_second_down_to_the_last() -> None:
    clock = HandClock()
    adaptation = Adaptation(clock)
    lag_for(adaptation, clock, 2.5)
    assert adaptation.quality == LADDER[2]
    lag_for(adaptation, clock, 60)
    assert adaptation.quality == LADDER[-1]


def test_without_a_lag_nothing_changes() -> None:
    clock = HandClock()
    adaptation = Adaptation(clock)
    calm_for(adaptation, clock, 60)
    assert adaptation.quality == LADDER[0]


def test_it_climbs_slowly() -> None:
    clock = HandClock()
    adaptation = Adaptation(clock)
    lag_for(adaptation, clock, 2.5)
    calm_for(adaptation, clock, 7)
    assert adaptation.quality == LADDER[2]
    calm_for(adaptation, clock, 2)
    assert adaptation.quality == LADDER[1]
    calm_for(adaptation, clock, 9)
    assert adaptation.quality == LADDER[0]


def test_a_climb_that_brought_the_lag_back_is_tried_later_the_next_time() -> None:
    clock = HandClock()
    adaptation = Adaptation(clock)
    lag_for(adaptation, clock, 1.5)
    calm_for(adaptation, clock, 9)
    assert adaptation.quality == LADDER[0]
    lag_for(adaptation, clock, 0.5)
    calm_for(adaptation, clock, 12)
    assert adaptation.quality == LADDER[1]
    calm_for(adaptation, clock, 5)
    assert adaptation.quality == LADDER[0]
