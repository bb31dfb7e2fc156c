"""The inbox between the decoding thread and a program."""

import threading

import pytest

from footlight.cable.inbox import Inbox
from footlight.errors import KeyInvalidError, StreamClosedError


def test_a_full_one_lets_the_oldest_go_and_counts_it() -> None:
    inbox: Inbox[int] = Inbox(2)
    for number in range(5):
        inbox.put(number)
    assert (inbox.take(), inbox.take(), inbox.take(), inbox.dropped) == (3, 4, None, 3)


def test_a_patient_one_waits_for_room() -> None:
    inbox: Inbox[int] = Inbox(2, patient=True)

    def put() -> None:
        for number in range(20):
            inbox.put(number)

    putting = threading.Thread(target=put)
    putting.start()
    assert [inbox.wait(30) for _ in range(20)] == list(range(20))
    putting.join()
    assert inbox.dropped == 0


def test_closing_ends_every_wait_and_what_is_there_is_taken_first() -> None:
    inbox: Inbox[int] = Inbox(1, patient=True)
    inbox.put(1)
    putting = threading.Thread(target=inbox.put, args=(2,))
    putting.start()
    inbox.close(KeyInvalidError("no"))
    putting.join()
    inbox.close()
    assert inbox.take() == 1
    with pytest.raises(KeyInvalidError):
        inbox.wait(None)


def test_without_a_reason_it_is_closed() -> None:
    inbox: Inbox[int] = Inbox(1)
    assert inbox.wait(0) is None
    inbox.close()
    inbox.put(1)
    with pytest.raises(StreamClosedError):
        inbox.take()


def test_who_listens_is_called_at_each_and_at_the_end() -> None:
    inbox: Inbox[int] = Inbox(1)
    calls = []
    inbox.on_put = lambda: calls.append(1)
    inbox.put(1)
    inbox.close()
    assert len(calls) == 2
