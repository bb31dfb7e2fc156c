"""What crowds are measured, and what is concluded from them."""

from collections.abc import Callable

import pytest

from footlight.bench.search import SHARE, Measured, carried, next_crowd

MOST = 16_000


def search(core: Callable[[int], float], most: int = MOST) -> list[Measured]:
    measured: list[Measured] = []
    while (crowd := next_crowd(measured, most)) is not None:
        measured.append(Measured(crowd, core(crowd)))
    return measured


@pytest.mark.parametrize("true", [80, 400, 990, 1_300, 3_000, 9_000])
def test_a_server_whose_cost_is_even_is_found_within_a_hundredth(true: int) -> None:
    measured = search(lambda viewers: viewers * SHARE / true)

    assert carried(measured) == pytest.approx(true, rel=0.01)
    assert min(abs(load.viewers - true) for load in measured) < max(0.1 * true, 50)


def test_a_server_with_a_cost_of_its_own_is_found_too() -> None:
    measured = search(lambda viewers: 0.1 + viewers * 0.7 / 2_500)

    assert carried(measured) == pytest.approx(2_500, rel=0.02)


def test_the_result_lies_between_two_measured_crowds() -> None:
    measured = search(lambda viewers: (viewers / 3_000) ** 1.5 * SHARE)

    below = [load.viewers for load in measured if load.core < SHARE]
    above = [load.viewers for load in measured if load.core >= SHARE]
    assert max(below) <= carried(measured) <= min(above)


def test_no_crowd_is_larger_than_the_machine_holds() -> None:
    measured = search(lambda viewers: viewers / 1_000_000, most=5_000)

    assert max(load.viewers for load in measured) == 5_000
    assert carried(measured) == 5_000


def test_a_wandering_machine_ends_the_search_all_the_same() -> None:
    wander = iter([0.5, 0.9, 0.3, 0.85, 0.7, 0.95, 0.6, 0.8] * 10)

    assert len(search(lambda _: next(wander))) <= 7


def test_a_server_that_carries_nobody_is_told_so() -> None:
    assert carried([Measured(50, 1.0)]) == 0
