"""What is over for long is forgotten without anybody asking."""

import asyncio
from contextlib import suppress

from footlight.chat.forgetting import forgetting
from footlight.errors import StoreUnavailableError


class Wiped:
    """Has so many left to wipe, and now and then no database."""

    def __init__(self, *answers: int | None) -> None:
        self.answers = list(answers)
        self.done = asyncio.Event()

    async def forget(self) -> int:
        answer = self.answers.pop(0)
        if not self.answers:
            self.done.set()
        if answer is None:
            raise StoreUnavailableError("away")
        return answer


async def run(*keepers: Wiped) -> asyncio.Task[None]:
    task = asyncio.create_task(forgetting(*keepers))
    for one in keepers:
        await one.done.wait()
    return task


async def end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_it_goes_on_until_nothing_is_left() -> None:
    lines = Wiped(1_000, 1_000, 3, 0)
    async with asyncio.timeout(20):
        await end(await run(lines))
    assert lines.answers == []


async def test_a_database_that_is_away_does_not_end_it() -> None:
    async with asyncio.timeout(20):
        task = await run(Wiped(None), Wiped(0))
    assert not task.done()
    await end(task)
