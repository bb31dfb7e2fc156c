"""Comparing clocks."""

from typing import Any

import pytest

from footlight.model.units import Micros
from footlight.wire.clocksync import ClockSync
from tests.wire.vectors import cases


@pytest.mark.parametrize("case", cases("clocksync.json", "sequences"))
def test_the_offset_and_round_trip_after_each_exchange(case: dict[str, Any]) -> None:
    sync = ClockSync()
    for step in case["steps"]:
        sync.add(*map(Micros, step["times"]))
        assert (sync.offset, sync.rtt, sync.ready) == (step["offset"], step["rtt"], step["ready"])


def test_nothing_is_known_before_the_first_exchange() -> None:
    sync = ClockSync()
    assert (sync.offset, sync.rtt, sync.ready) == (0, 0, False)
