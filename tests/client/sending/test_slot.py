"""The hand-over from capture to coding."""

import threading

from footlight.client.sending.slot import Slot


def test_the_newest_pushes_the_oldest_out() -> None:
    slot: Slot[int] = Slot(1)
    for number in range(3):
        slot.put(number)
    assert slot.take() == 2
    assert slot.dropped == 2


def test_after_close_what_is_there_is_finished_and_nothing_comes() -> None:
    slot: Slot[int] = Slot(2)
    slot.put(1)
    slot.close()
    slot.put(2)
    assert slot.take() == 1
    assert slot.take() is None


def test_a_taker_that_waits_is_woken() -> None:
    slot: Slot[int] = Slot(1)
    got: list[int | None] = []
    taker = threading.Thread(target=lambda: got.extend([slot.take(), slot.take()]))
    taker.start()
    slot.put(7)
    slot.close()
    taker.join(10)
    assert got == [7, None]
