"""Two halves at once."""

import threading

import pytest

from footlight.codec.pair import Pair


def test_the_halves_run_in_two_threads() -> None:
    pair, met = Pair("test"), threading.Barrier(2)

    def half() -> int:
        met.wait(20)
        return threading.get_ident()

    here, beside = pair.both(half, half)
    pair.close()
    assert here == threading.get_ident() != beside


def test_a_half_that_nobody_comes_to_is_done_here() -> None:
    pair, hold = Pair("test"), threading.Event()
    pair.both(lambda: 0, lambda: 0)
    pair._beside.submit(hold.wait)
    assert pair.both(threading.get_ident, threading.get_ident) == (threading.get_ident(),) * 2
    hold.set()
    pair.close()


@pytest.mark.parametrize("which", [0, 1])
def test_what_fails_is_told_when_both_are_over(which: int) -> None:
    pair, over = Pair("test"), threading.Event()

    def fail() -> None:
        raise ValueError("broken")

    halves = [over.set, over.set]
    halves[which] = fail
    with pytest.raises(ValueError, match="broken"):
        pair.both(*halves)
    assert over.is_set()
    pair.close()
