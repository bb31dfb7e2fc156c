"""What goes on at once, and what waits."""

from footlight.capture.stream.leeway import Leeway
from footlight.model.units import Micros

HALF = Micros(500_000)


def waits(leeway: Leeway, packets: list[tuple[int, int]]) -> list[int]:
    """How long each of some (time, arrival) waits."""
    return [leeway.due(Micros(dts), Micros(arrived)) - arrived for dts, arrived in packets]


def test_a_live_stream_never_waits_however_unevenly_it_comes() -> None:
    jitter = [0, 80_000, 10_000, 300_000, 0, 450_000, 20_000, 0] * 20
    assert not any(waits(Leeway(HALF), [(n * 40_000, n * 40_000 + late) for n, late in enumerate(jitter)]))


def test_a_live_stream_whose_clock_is_fast_does_not_wait_after_hours() -> None:
    fast = [(n * 1_000_200, n * 1_000_000) for n in range(20_000)]
    assert max(waits(Leeway(HALF), fast)) == 0


def test_a_file_that_comes_at_once_plays_in_its_time() -> None:
    leeway = Leeway(HALF)
    now = Micros(7_000_000)
    for n in range(250):
        now = leeway.due(Micros(n * 40_000), now)
    assert 9_400_000 <= now - 7_000_000 <= 9_500_000


def test_without_a_lead_everything_is_on_time() -> None:
    leeway = Leeway(Micros(0))
    assert [leeway.due(Micros(dts), Micros(0)) for dts in (0, 40_000, 80_000)] == [0, 40_000, 80_000]


def test_after_an_outage_the_pace_begins_anew() -> None:
    leeway = Leeway(Micros(0))
    leeway.due(Micros(0), Micros(0))
    assert waits(leeway, [(40_000, 5_000_000), (80_000, 5_000_000)]) == [0, 40_000]


def test_a_source_that_was_opened_anew_begins_at_once() -> None:
    leeway = Leeway(Micros(0))
    leeway.due(Micros(0), Micros(0))
    leeway.restart()
    assert leeway.due(Micros(9_000_000), Micros(1)) == 1
