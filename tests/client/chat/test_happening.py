"""What waits to be read is bounded, and what is left out is told."""

import pytest

from footlight.client.chat.happening import MOST, Events, Missed
from footlight.client.chat.told import Notice
from footlight.errors import NotAllowedError


async def test_the_oldest_go_and_that_is_told_first() -> None:
    events = Events()
    for number in range(MOST + 3):
        events.put(Notice(str(number)))
    assert await events.get() == Missed(3)
    assert await events.get() == Notice("3")
    events.end(None)
    rest = [await events.get() for _ in range(MOST - 1)]
    assert rest[-1] == Notice(str(MOST + 2))
    assert await events.get() is None


async def test_what_waits_is_read_before_the_end_is_told() -> None:
    events = Events()
    events.put(Notice("last words"))
    events.end(NotAllowedError("no"))
    assert await events.get() == Notice("last words")
    for _ in range(2):
        with pytest.raises(NotAllowedError):
            await events.get()
