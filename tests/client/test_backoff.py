"""The waits between tries to connect."""

from footlight.client.backoff import Backoff
from tests.fakes.clock import HandClock


def test_delays_double_from_50_ms_to_half_a_second() -> None:
    backoff = Backoff(HandClock())
    assert [backoff.delay() for _ in range(6)] == [50_000, 100_000, 200_000, 400_000, 500_000, 500_000]


def test_after_five_minutes_delays_grow_to_five_seconds() -> None:
    clock = HandClock()
    backoff = Backoff(clock)
    for _ in range(20):
        backoff.delay()
    clock.forward(301)
    assert backoff.delay() == 5_000_000


def test_success_begins_anew() -> None:
    clock = HandClock()
    backoff = Backoff(clock)
    backoff.delay()
    clock.forward(400)
    backoff.reset()
    assert backoff.delay() == 50_000
