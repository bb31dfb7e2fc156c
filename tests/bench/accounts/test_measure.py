"""What `footlight bench accounts` can be asked, and when its goals are reached."""

import pytest

from footlight.bench.accounts.figures import Times, times
from footlight.bench.accounts.measure import AccountsOptions, goals
from footlight.errors import OptionInvalidError


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": 2},
        {"channels": 0},
        {"sign_ins": 0},
        {"joins": -1},
        {"viewers": 5_001},
        {"players": -1},
        {"rounds": 1_001},
        {"people": 100, "viewers": 90, "players": 9},
    ],
)
def test_numbers_that_cannot_be_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(OptionInvalidError, match="--"):
        AccountsOptions(**wrong)


def test_the_figures_of_a_series() -> None:
    assert times("x", [number / 1000 for number in range(101)]) == Times("x", 101, 50.0, 95.0, 100.0)


@pytest.mark.parametrize(("join", "gone", "reached"), [(4.9, 199.0, [True, True]), (5.1, 201.0, [False, False])])
def test_goals(join: float, gone: float, reached: list[bool]) -> None:
    measured = {
        "ticket and join": Times("ticket and join", 10, 1.0, join, 9.0),
        "all gone": Times("all gone", 10, 100.0, 150.0, gone),
    }
    assert list(goals(measured).values()) == reached
