"""What pings behind the packets tell of the way."""

from footlight.client.sending.path import Path
from footlight.model.units import Micros
from tests.fakes.clock import HandClock

AHEAD = 5_000_000_000
"""The server's clock before ours."""


class Way:
    """A path, and pings that take as long as they are told to."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.path = Path(self.clock)
        self.number = 0

    def ping(self, there: float, back: float = 0.01, bytes: int = 0) -> None:
        """A ping that is answered before the next one leaves."""
        self.number += 1
        self.path.left(self.number, bytes)
        self.clock.forward(there)
        received_at = Micros(self.clock.now() + AHEAD)
        self.clock.forward(back)
        self.path.answered(self.number, received_at)


def test_a_lag_is_what_the_quickest_did_not_need() -> None:
    way = Way()
    assert way.path.lag == 0
    way.ping(there=0.03)
    assert way.path.lag == 0
    way.ping(there=0.25)
    assert way.path.lag == 220_000


def test_a_lag_goes_while_nothing_is_sent() -> None:
    way = Way()
    way.ping(there=0.03)
    way.ping(there=0.53)
    way.clock.forward(0.3)
    assert way.path.lag == 200_000
    way.clock.forward(0.3)
    assert way.path.lag == 0


def test_a_slow_way_back_is_no_lag() -> None:
    way = Way()
    way.ping(there=0.03)
    way.ping(there=0.03, back=0.5)
    assert way.path.lag == 0


def test_a_ping_without_an_answer_tells_of_a_lag_that_grows() -> None:
    way = Way()
    way.ping(there=0.03)
    way.path.left(9, 0)
    way.clock.forward(0.3)
    assert way.path.lag == 260_000
    way.path.left(10, 0)
    way.clock.forward(0.1)
    assert way.path.lag == 360_000
    way.path.answered(10, Micros(way.clock.now() + AHEAD))
    assert way.path.lag < 100_000


def test_a_server_that_never_answers_is_not_taken_for_a_lag() -> None:
    way = Way()
    for number in range(1_000):
        way.path.left(number, 0)
        way.clock.forward(0.05)
    assert way.path.lag == 0
    assert way.path.rate() is None


def test_the_rate_is_told_while_something_waits() -> None:
    way = Way()
    way.ping(there=0.01)
    for number in range(40):
        way.ping(there=0.01, bytes=number * 10_000)
    assert way.path.rate() is None
    for number in range(10):
        way.ping(there=0.19, bytes=400_000 + number * 10_000)
    rate = way.path.rate()
    assert rate is not None
    assert abs(rate - 10_000 * 8 / 0.2) < 1_000


def test_another_route_is_the_new_measure_within_a_minute() -> None:
    way = Way()
    way.ping(there=0.01)
    for _ in range(70):
        way.ping(there=0.3, back=0.7)
    assert way.path.lag == 0
