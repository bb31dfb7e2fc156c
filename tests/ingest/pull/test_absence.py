"""How long the work for a source goes on that is lost."""

import asyncio
from itertools import count

import pytest

from footlight.capture.source import Notice
from footlight.errors import FootlightError, SourceStalledError
from footlight.ingest.pull.absence import Absence
from footlight.ingest.pull.gateway import WayOut


def absence(longest: float, told: list[str]) -> Absence:
    def lost(error: FootlightError) -> None:
        told.append(str(error))

    return Absence(longest, WayOut("udp://127.0.0.1:9"), lost, lambda: told.append("back"))


def notice(state: str, text: str = "") -> Notice:
    return Notice("camera", state, text)


async def test_the_work_ends_where_the_source_stays_away_however_often_it_says_so() -> None:
    told: list[str] = []
    waiting = absence(0.2, told)

    async def work() -> None:
        for number in count():
            waiting.hear(notice("lost", f"lost {number}"))
            await asyncio.sleep(0.01)

    async with asyncio.timeout(20):
        with pytest.raises(SourceStalledError, match="lost"):
            await waiting.bound(work())
    assert told[:2] == ["lost 0", "lost 1"]


async def test_the_work_goes_on_where_the_source_comes_back() -> None:
    told: list[str] = []
    waiting = absence(0.02, told)

    async def work() -> None:
        waiting.hear(notice("lost", "silent"))
        waiting.hear(notice("coded"))
        waiting.hear(notice("back"))
        await asyncio.sleep(0.1)

    await waiting.bound(work())
    waiting.hear(notice("lost", "when nobody works any more"))
    assert told == ["silent", "back"]


async def test_what_takes_too_long_within_the_work_is_another_matter() -> None:
    async def work() -> None:
        raise TimeoutError("another")

    with pytest.raises(TimeoutError, match="another"):
        await absence(20, []).bound(work())
