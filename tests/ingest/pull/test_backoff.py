"""How long a pull that fails waits."""

from footlight.errors import AddressForbiddenError, ConnectionFailedError
from footlight.ingest.pull.backoff import FIRST, LONGEST, PullBackoff
from footlight.model.units import Micros
from tests.fakes.clock import HandClock

AWAY = ConnectionFailedError("away")


def near(delay: Micros, wanted: int) -> bool:
    return 0.8 * wanted <= delay <= 1.2 * wanted


def test_it_waits_longer_each_time_up_to_a_minute() -> None:
    backoff = PullBackoff(HandClock())
    delays = [backoff.delay(AWAY) for _ in range(10)]
    assert all(near(delay, min(FIRST * 2**number, LONGEST)) for number, delay in enumerate(delays))


def test_what_a_person_must_mend_waits_a_minute_at_once() -> None:
    assert near(PullBackoff(HandClock()).delay(AddressForbiddenError("private")), LONGEST)


def test_only_what_was_live_for_a_while_is_asked_again_soon() -> None:
    clock = HandClock()
    backoff = PullBackoff(clock)
    for _ in range(10):
        backoff.delay(AWAY)
    backoff.live()
    clock.forward(1)
    assert near(backoff.delay(AWAY), LONGEST)
    backoff.live()
    clock.forward(61)
    assert near(backoff.delay(AWAY), FIRST)
    assert near(backoff.delay(AWAY), 2 * FIRST)


def test_many_that_fail_together_do_not_come_back_together() -> None:
    assert len({PullBackoff(HandClock()).delay(AWAY) for _ in range(100)}) > 50
