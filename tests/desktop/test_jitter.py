"""Sound waits as little as the connection allows, and its place in time is always known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from footlight.desktop.jitter import SAMPLE_RATE, JitterBuffer
from footlight.model.units import Micros

_PIECE = 960
_PIECE_MICROS = 20_000


def _piece(value: float = 0.5) -> NDArray[np.float32]:
    return np.full((_PIECE, 2), value, np.float32)


def _pushed(count: int) -> JitterBuffer:
    buffer = JitterBuffer()
    for number in range(count):
        buffer.push(Micros(number * _PIECE_MICROS), _piece())
    return buffer


def _run(buffer: JitterBuffer, seconds: float, burst: int, begin: int) -> None:
    """Pieces that arrive so many at once, and are taken evenly."""
    for first in range(begin, begin + round(seconds * 50), burst):
        for number in range(first, first + burst):
            buffer.push(Micros(number * _PIECE_MICROS), _piece())
        for _ in range(2 * burst):
            buffer.pull(_PIECE // 2)


def test_it_is_silent_until_a_margin_waits_and_then_plays_from_its_start() -> None:
    buffer = JitterBuffer()
    buffer.push(Micros(1_000_000), _piece())
    samples, pts = buffer.pull(128)
    assert pts is None
    assert not samples.any()

    buffer.push(Micros(1_020_000), _piece())

    samples, pts = buffer.pull(480)
    assert pts == 1_000_000
    assert np.allclose(samples, 0.5)
    assert buffer.pull(480)[1] == 1_010_000


def test_a_single_channel_is_heard_on_both_sides() -> None:
    buffer = JitterBuffer()
    for number in range(2):
        buffer.push(Micros(number * _PIECE_MICROS), np.full((_PIECE, 1), 0.25, np.float32))

    assert np.allclose(buffer.pull(480)[0], 0.25)


def test_what_runs_dry_waits_longer_the_next_time() -> None:
    buffer = _pushed(2)
    samples, _ = buffer.pull(2 * _PIECE + 128)
    assert buffer.gaps == 1
    assert not samples[-128:].any()

    for number in (2, 3):
        buffer.push(Micros(number * _PIECE_MICROS), _piece())
    assert buffer.pull(128)[1] is None
    buffer.push(Micros(80_000), _piece())
    assert buffer.pull(128)[1] is not None


def test_a_lost_piece_is_silence_so_that_the_time_stays_right() -> None:
    buffer = JitterBuffer()
    buffer.push(Micros(0), _piece())
    buffer.push(Micros(40_000), _piece())

    assert buffer.waiting == 60_000
    samples, pts = buffer.pull(3 * _PIECE - 1)
    assert pts == 0
    assert np.allclose(samples[: _PIECE - 1], 0.5)
    assert not samples[_PIECE + 1 : 2 * _PIECE - 1].any()


def test_another_time_line_begins_anew() -> None:
    buffer = JitterBuffer()
    buffer.push(Micros(9_000_000), _piece())
    buffer.push(Micros(0), _piece())

    assert buffer.waiting == _PIECE_MICROS


@pytest.mark.parametrize("backlog", [25, 50])
def test_a_backlog_is_left_out(backlog: int) -> None:
    buffer = _pushed(backlog)
    _run(buffer, 0.5, 1, backlog)

    assert buffer.waiting < 120_000


def test_it_comes_down_to_its_margin_by_playing_a_little_faster() -> None:
    buffer = _pushed(6)
    before = buffer.waiting
    _run(buffer, 20, 1, 6)

    assert buffer.waiting < before - 50_000
    assert buffer.gaps == 0


def test_bursts_cost_a_few_gaps_and_then_none() -> None:
    buffer = JitterBuffer()
    _run(buffer, 10, 4, 0)
    before = buffer.gaps
    assert before < 8
    _run(buffer, 10, 4, 500)

    assert buffer.gaps == before


def test_it_is_bounded() -> None:
    assert _pushed(500).waiting <= 2_000_000


def test_it_waits_for_pictures_that_come_late_and_comes_back() -> None:
    buffer = _pushed(4)
    made = 4

    def play(seconds: float, late: int) -> int:
        """Pictures come so many microseconds after they were taken; how late the sound is played at the end."""
        nonlocal made
        delay = 0
        for _ in range(round(seconds * 50)):
            buffer.push(Micros(made * _PIECE_MICROS), _piece())
            made += 1
            for _ in range(2):
                _, pts = buffer.pull(_PIECE // 2)
            assert pts is not None
            delay = made * _PIECE_MICROS - pts
            buffer.came_late(Micros(late - delay))
        return delay

    play(2, 0)
    assert 180_000 < play(12, 200_000) < 220_000
    assert play(14, 0) < 90_000
    assert buffer.gaps == 0


def test_the_time_told_is_that_of_the_sample() -> None:
    """A ramp that says its own time, played at a rate that changes."""
    buffer = JitterBuffer()
    for number in range(200):
        place = np.arange(number * _PIECE, (number + 1) * _PIECE) / SAMPLE_RATE
        buffer.push(Micros(number * _PIECE_MICROS), np.repeat(place[:, np.newaxis], 2, axis=1).astype(np.float32))
        samples, pts = buffer.pull(_PIECE)
        if pts is not None:
            assert samples[0, 0] == pytest.approx(pts / 1e6, abs=0.0001)
