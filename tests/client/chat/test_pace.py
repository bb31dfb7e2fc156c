"""A client sends no faster than a server takes."""

from footlight.client.chat.pace import AT_ONCE, Pace
from tests.fakes.clock import HandClock


def test_some_go_out_at_once_and_the_rest_ten_a_second() -> None:
    clock = HandClock()
    pace = Pace(clock)
    assert [pace.turn() for _ in range(AT_ONCE)] == [0] * AT_ONCE
    assert [pace.turn() for _ in range(3)] == [110_000, 220_000, 330_000]
    clock.forward(3600)
    assert [pace.turn() for _ in range(AT_ONCE)] == [0] * AT_ONCE


def test_a_server_never_counts_more_than_it_takes() -> None:
    clock = HandClock()
    pace, sent = Pace(clock), 0.0
    tokens, at = 60.0, clock.now()
    for _ in range(300):
        clock.time += pace.turn()
        tokens, at = min(60.0, tokens + (clock.now() - at) / 1e6 * 10), clock.now()
        tokens -= 1
        sent += 1
        assert tokens >= 0, sent
