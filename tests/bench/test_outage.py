"""What `footlight bench outage` makes of its figures."""

import pytest

from footlight.bench.outage import OutageOptions, Returns, goals
from footlight.errors import OptionInvalidError


def test_the_goal_is_missed_by_one_return_that_took_longer() -> None:
    good = Returns("sender", "sender", returns=10, within_1_s=10)
    bad = Returns("receiver", "sender", returns=10, within_1_s=9)

    assert set(goals([good]).values()) == {True}
    assert set(goals([good, bad]).values()) == {False}


@pytest.mark.parametrize(("duration", "times"), [(-1, 1), (601, 1), (1, 0), (1, 101)])
def test_what_cannot_be_is_refused(duration: float, times: int) -> None:
    with pytest.raises(OptionInvalidError):
        OutageOptions(duration, times)
