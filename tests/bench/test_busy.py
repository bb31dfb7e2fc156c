"""What `footlight bench busy` makes of its figures."""

from dataclasses import replace

import pytest

from footlight.bench.busy import Behind, BusyOptions, goals, growth
from footlight.errors import OptionInvalidError

GOOD = Behind("footlight raw", max_ms=300, sender_growth_mb=0.5, receiver_growth_mb=-1)


def test_growth_is_from_the_first_third_to_the_last_and_a_single_look_moves_nothing() -> None:
    assert growth([10, 90, 10, 50, 50, 50, 30, 30, 2]) == 20
    assert growth([10]) == 0


def test_peers_do_not_count_for_the_goals() -> None:
    behind = replace(GOOD, path="netgear jpeg", max_ms=5000, receiver_growth_mb=200)

    assert set(goals([GOOD, behind]).values()) == {True}


@pytest.mark.parametrize("bad", [replace(GOOD, max_ms=301), replace(GOOD, sender_growth_mb=17)])
def test_one_way_that_misses_a_goal_misses_it(bad: Behind) -> None:
    assert list(goals([GOOD, bad]).values()).count(False) == 1


@pytest.mark.parametrize("duration", [1, 61])
def test_a_duration_that_cannot_be_is_refused(duration: float) -> None:
    with pytest.raises(OptionInvalidError):
        BusyOptions(duration)
