"""What is asked twice is done once."""

import asyncio

import pytest

from footlight.chat.repeats import MOST, Repeats


class Deed:
    """Counts how often it is done; waits for `gate`."""

    def __init__(self) -> None:
        self.done = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.error: Exception | None = None

    async def __call__(self) -> int:
        self.done += 1
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        return self.done


async def test_what_was_done_is_answered_as_it_was() -> None:
    repeats, deed = Repeats(), Deed()
    assert [await repeats.once("g:a", "x", deed) for _ in range(3)] == [1, 1, 1]
    assert await repeats.once("g:a", "y", deed) == 2
    assert await repeats.once("g:b", "x", deed) == 3


async def test_who_asks_again_while_it_is_done_waits_for_it() -> None:
    repeats, deed = Repeats(), Deed()
    deed.gate.clear()
    asked = [asyncio.create_task(repeats.once("g:a", "x", deed)) for _ in range(3)]
    await asyncio.sleep(0)
    assert deed.done == 1
    deed.gate.set()
    assert await asyncio.gather(*asked) == [1, 1, 1]


async def test_what_failed_is_done_again() -> None:
    repeats, deed = Repeats(), Deed()
    deed.error = ValueError("no")
    deed.gate.clear()
    asked = [asyncio.create_task(repeats.once("g:a", "x", deed)) for _ in range(2)]
    await asyncio.sleep(0)
    deed.gate.set()
    assert [type(one) for one in await asyncio.gather(*asked, return_exceptions=True)] == [ValueError] * 2
    assert deed.done == 2
    deed.error = None
    assert await repeats.once("g:a", "x", deed) == 3
    deed.error = ValueError("no")
    with pytest.raises(ValueError, match="no"):
        await repeats.once("g:a", "z", deed)


async def test_only_the_last_are_remembered() -> None:
    repeats, deed = Repeats(), Deed()
    for number in range(MOST + 1):
        await repeats.once("g:a", f"n{number}", deed)
    assert await repeats.once("g:a", "n1", deed) == 2
    assert await repeats.once("g:a", "n0", deed) == MOST + 2


async def test_what_is_under_way_is_not_forgotten() -> None:
    repeats, slow, deed = Repeats(), Deed(), Deed()
    slow.gate.clear()
    asked = asyncio.create_task(repeats.once("g:a", "slow", slow))
    await asyncio.sleep(0)
    for number in range(MOST + 10):
        await repeats.once("g:a", f"n{number}", deed)
    again = asyncio.create_task(repeats.once("g:a", "slow", slow))
    await asyncio.sleep(0)
    slow.gate.set()
    assert (await asked, await again, slow.done) == (1, 1, 1)
