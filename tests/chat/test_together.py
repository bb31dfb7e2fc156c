"""What is done in several rooms at once is kept at once, and answered to each room."""

import asyncio
from collections.abc import Sequence

import pytest

from footlight.chat.line import Done, LineDeed
from footlight.chat.together import Together
from footlight.errors import ChannelUnknownError, FootlightError, LimitReachedError, StoreUnavailableError
from footlight.model.channel import ChannelName

LOBBY, CELLAR, ATTIC = ChannelName("lobby"), ChannelName("cellar"), ChannelName("attic")
Kept = list[Done | FootlightError]


class SlowLines:
    """Keeps what it is given when it is told to; of the attic it knows nothing."""

    def __init__(self) -> None:
        self.begun: asyncio.Queue[list[ChannelName]] = asyncio.Queue()
        self.may_end = asyncio.Semaphore(0)
        self.error: FootlightError | None = None

    async def do_all(
        self, rooms: Sequence[tuple[ChannelName, Sequence[LineDeed]]]
    ) -> Sequence[Kept | ChannelUnknownError]:
        self.begun.put_nowait([channel for channel, _ in rooms])
        await self.may_end.acquire()
        if self.error is not None:
            raise self.error
        return [ChannelUnknownError("?") if one == ATTIC else [LimitReachedError(one)] for one, _ in rooms]


@pytest.fixture
def lines() -> SlowLines:
    return SlowLines()


async def test_what_waits_is_kept_together_and_answered_apart(lines: SlowLines) -> None:
    together = Together(lines)
    first = asyncio.create_task(together.do(LOBBY, []))
    assert await lines.begun.get() == [LOBBY]
    rest = [asyncio.create_task(together.do(room, [])) for room in (CELLAR, ATTIC, LOBBY)]
    await asyncio.sleep(0)
    lines.may_end.release()
    assert [str(one) for one in await first] == [LOBBY]
    lines.may_end.release()
    cellar, attic, lobby = await asyncio.gather(*rest, return_exceptions=True)
    assert lines.begun.get_nowait() == [CELLAR, ATTIC, LOBBY]
    assert isinstance(attic, ChannelUnknownError)
    assert isinstance(cellar, list)
    assert isinstance(lobby, list)
    assert [str(one) for one in (*cellar, *lobby)] == [CELLAR, LOBBY]


async def test_where_nothing_is_kept_all_are_told_and_the_next_is_tried_again(lines: SlowLines) -> None:
    together = Together(lines)
    lines.error = StoreUnavailableError("full")
    tasks = [asyncio.create_task(together.do(room, [])) for room in (LOBBY, CELLAR, ATTIC)]
    lines.may_end.release()
    lines.may_end.release()
    told = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in told] == [StoreUnavailableError] * 3
    lines.error = None
    lines.may_end.release()
    assert [str(one) for one in await together.do(CELLAR, [])] == [CELLAR]


async def test_who_is_broken_off_leaves_the_others_what_waits(lines: SlowLines) -> None:
    together = Together(lines)
    first = asyncio.create_task(together.do(LOBBY, []))
    await lines.begun.get()
    second = asyncio.create_task(together.do(CELLAR, []))
    first.cancel()
    lines.may_end.release()
    lines.may_end.release()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert [str(one) for one in await second] == [CELLAR]
