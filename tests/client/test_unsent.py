"""What may wait in the system, by what the network takes."""

import socket
from collections.abc import Iterator

import pytest

from footlight.client.unsent import LEAST, UnsentLimit
from tests.fakes.clock import HandClock


@pytest.fixture
def connection() -> Iterator[socket.socket]:
    with socket.socket() as made:
        yield made


def limit_of(connection: socket.socket) -> int:
    return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT)


def send(limit: UnsentLimit, clock: HandClock, megabits_a_second: float, seconds: int = 2) -> None:
    for _ in range(30 * seconds):
        clock.forward(1 / 30)
        limit.sent(round(megabits_a_second * 1e6 / 8 / 30))


def test_it_is_small_at_first_and_for_streams_of_a_few_megabits(connection: socket.socket) -> None:
    clock = HandClock(0)
    limit = UnsentLimit(connection, clock)
    assert limit_of(connection) == LEAST
    send(limit, clock, 5)
    assert limit_of(connection) == LEAST


def test_it_follows_the_rate_up_and_down(connection: socket.socket) -> None:
    clock = HandClock(0)
    limit = UnsentLimit(connection, clock)
    send(limit, clock, 330)
    assert limit_of(connection) == pytest.approx(330e6 / 8 * 0.025, rel=0.1)
    send(limit, clock, 1)
    assert limit_of(connection) == LEAST


def test_a_transport_that_shows_no_socket_is_left_alone() -> None:
    clock = HandClock(0)
    send(UnsentLimit(None, clock), clock, 330)
