"""Pull sources, as they are kept."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from footlight.clock import SystemClock
from footlight.errors import ChannelUnknownError, LimitReachedError, SourceStalledError
from footlight.ingest.pull.gateway import parse_pull_url
from footlight.ingest.pull.sources import PullSources
from footlight.model.channel import ChannelName
from footlight.store.models import Channel
from footlight.store.store import Store, open_store

YARD, NEWS = ChannelName("yard"), ChannelName("news")
CAMERA, OTHER = parse_pull_url("rtsp://camera.example/1"), parse_pull_url("rtsp://camera.example/2")


@pytest_asyncio.fixture
async def store(empty_data: Path) -> AsyncIterator[Store]:
    async with open_store(empty_data) as store:
        yield store


async def test_a_source_makes_its_channel_and_replaces_the_one_before(store: Store) -> None:
    sources = PullSources(store, SystemClock(), most=10)
    await sources.set(YARD, CAMERA)
    await sources.set(YARD, OTHER)
    assert [(one.channel, one.url.text, one.state) for one in await sources.list()] == [("yard", OTHER.text, "waiting")]
    async with store.read() as session:
        assert await session.get(Channel, YARD) is not None


async def test_what_is_removed_is_gone_and_cannot_be_removed_again(store: Store) -> None:
    sources = PullSources(store, SystemClock(), most=10)
    await sources.set(YARD, CAMERA)
    await sources.remove(YARD)
    assert await sources.list() == []
    with pytest.raises(ChannelUnknownError):
        await sources.remove(YARD)


async def test_there_may_be_so_many_and_one_of_them_may_still_be_changed(store: Store) -> None:
    sources = PullSources(store, SystemClock(), most=1)
    await sources.set(YARD, CAMERA)
    with pytest.raises(LimitReachedError):
        await sources.set(NEWS, CAMERA)
    await sources.set(YARD, OTHER)


async def test_how_it_goes_is_kept_until_it_goes_otherwise(store: Store) -> None:
    sources = PullSources(store, SystemClock(), most=10)
    await sources.set(YARD, CAMERA)
    await sources.report(YARD, CAMERA, "failing", SourceStalledError("silent"))
    failing = (await sources.among([YARD, NEWS]))[YARD]
    assert (failing.state, failing.code, failing.message) == ("failing", "source_stalled", "silent")
    await sources.report(YARD, CAMERA, "failing", SourceStalledError("still silent"))
    assert await sources.among([YARD, NEWS]) == {YARD: failing}
    await sources.report(YARD, CAMERA, "live", None)
    live = (await sources.among([YARD]))[YARD]
    assert (live.state, live.code, live.message) == ("live", None, None)


async def test_a_report_of_a_source_that_was_replaced_or_removed_is_let_fall(store: Store) -> None:
    sources = PullSources(store, SystemClock(), most=10)
    await sources.set(YARD, OTHER)
    await sources.report(YARD, CAMERA, "live", None)
    await sources.report(NEWS, CAMERA, "live", None)
    assert [(one.channel, one.state) for one in await sources.list()] == [("yard", "waiting")]
