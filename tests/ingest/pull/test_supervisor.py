"""What the store says is what the worker is told, and what it reports is in the store."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from footlight.clock import SystemClock
from footlight.errors import KeyInvalidError
from footlight.ingest.pull.gateway import parse_pull_url
from footlight.ingest.pull.keys import PULL, PullKeys
from footlight.ingest.pull.messages import Assignment, Report
from footlight.ingest.pull.sources import PullInfo, PullSources
from footlight.ingest.pull.supervisor import Ingest, PullSupervisor
from footlight.model.channel import ChannelName
from footlight.store.store import open_store

YARD, NEWS = ChannelName("yard"), ChannelName("news")
CAMERA, OTHER = parse_pull_url("rtsp://camera.example/1"), parse_pull_url("rtsp://camera.example/2")


class NoKeys:
    async def let_send(self, channel: ChannelName, key: str | None, _ticket: str | None) -> Hashable:
        raise KeyInvalidError(f"{key} is not valid for {channel}")

    async def opened(self, right: Hashable) -> None:
        raise AssertionError(f"{right} was let in by nobody")


class FakeWorker:
    """Keeps what it was assigned, reports what it is given, and ends when it is told to."""

    pid = 1

    def __init__(self) -> None:
        self.assigned: asyncio.Queue[Assignment] = asyncio.Queue()
        self.says: asyncio.Queue[Report | None] = asyncio.Queue()

    async def assign(self, assignment: Assignment) -> None:
        self.assigned.put_nowait(assignment)

    async def reports(self) -> AsyncIterator[Report]:
        while (report := await self.says.get()) is not None:
            yield report

    async def next(self) -> Assignment:
        async with asyncio.timeout(20):
            return await self.assigned.get()


class House:
    """A supervisor at work on a store of its own."""

    supervisor: PullSupervisor

    def __init__(self, sources: PullSources, keys: PullKeys) -> None:
        self.sources = sources
        self.keys = keys
        self.started: asyncio.Queue[FakeWorker] = asyncio.Queue()
        self.running = 0
        self.stopped = asyncio.Event()
        self.unstartable = 0
        """So many workers from now on cannot be started."""

    @asynccontextmanager
    async def start(self) -> AsyncIterator[FakeWorker]:
        if self.unstartable:
            self.unstartable -= 1
            raise BlockingIOError(11, "Resource temporarily unavailable")
        worker = FakeWorker()
        self.running += 1
        self.started.put_nowait(worker)
        try:
            yield worker
        finally:
            self.running -= 1
            self.stopped.set()

    async def worker(self) -> FakeWorker:
        async with asyncio.timeout(20):
            return await self.started.get()

    async def until(self, channel: ChannelName, state: str) -> PullInfo:
        async with asyncio.timeout(20):
            while True:
                info = (await self.sources.among([channel])).get(channel)
                if info is not None and info.state == state:
                    return info
                await asyncio.sleep(0.01)


@pytest_asyncio.fixture
async def house(empty_data: Path) -> AsyncIterator[House]:
    async with open_store(empty_data) as store:
        sources, keys = PullSources(store, SystemClock(), 10), PullKeys(NoKeys())
        house = House(sources, keys)
        ingest = Ingest(True, "127.0.0.1", 7700, "sha256:00", ("10.0.0.0/8",))
        house.supervisor = PullSupervisor(store, sources, keys, ingest, house.start)
        task = asyncio.create_task(house.supervisor.run())
        yield house
        assert not task.done()
        task.cancel()
        await asyncio.wait([task])
        assert house.running == 0


async def test_a_worker_is_started_for_the_first_source_and_told_all_it_needs(house: House) -> None:
    await house.sources.set(YARD, CAMERA)
    assignment = await (await house.worker()).next()
    assert (assignment.secure, assignment.host, assignment.port) == (True, "127.0.0.1", 7700)
    assert (assignment.pin, assignment.allowed) == ("sha256:00", ["10.0.0.0/8"])
    pull = assignment.pulls[0]
    assert (pull.channel, pull.url) == ("yard", CAMERA.text)
    assert await house.keys.let_send(YARD, pull.key, None) == PULL


async def test_what_is_added_changed_and_removed_is_told(house: House) -> None:
    await house.sources.set(YARD, CAMERA)
    worker = await house.worker()
    first = (await worker.next()).pulls[0]
    await house.sources.set(NEWS, OTHER)
    assert [(one.channel, one.id == first.id) for one in (await worker.next()).pulls] == [
        ("yard", True),
        ("news", False),
    ]
    await house.sources.set(YARD, OTHER)
    changed = next(one for one in (await worker.next()).pulls if one.channel == "yard")
    assert changed.id != first.id
    await house.sources.remove(NEWS)
    assert [one.channel for one in (await worker.next()).pulls] == ["yard"]


async def test_reports_are_kept_and_those_of_sources_that_are_gone_let_fall(house: House) -> None:
    await house.sources.set(YARD, CAMERA)
    worker = await house.worker()
    id = (await worker.next()).pulls[0].id
    worker.says.put_nowait(Report(id + 7, "live"))
    worker.says.put_nowait(Report(id, "failing", "source_stalled", "silent"))
    failing = await house.until(YARD, "failing")
    assert (failing.code, failing.message) == ("source_stalled", "silent")
    worker.says.put_nowait(Report(id, "live"))
    assert (await house.until(YARD, "live")).code is None
    assert house.supervisor.states() == {"live": 1}


async def test_other_networks_are_told_and_all_is_asked_anew(house: House) -> None:
    await house.sources.set(YARD, CAMERA)
    worker = await house.worker()
    before = (await worker.next()).pulls[0]
    house.supervisor.allow(("10.0.0.0/8",))
    assert await house.keys.let_send(YARD, before.key, None) == PULL
    house.supervisor.allow(("192.168.1.0/24",))
    assignment = await worker.next()
    assert assignment.allowed == ["192.168.1.0/24"]
    assert (assignment.pulls[0].url, assignment.pulls[0].id == before.id) == (CAMERA.text, False)
    assert await house.keys.let_send(YARD, assignment.pulls[0].key, None) == PULL
    with pytest.raises(KeyInvalidError):
        await house.keys.let_send(YARD, before.key, None)


async def test_a_worker_that_ends_is_started_again_with_the_same_to_do(house: House) -> None:
    await house.sources.set(YARD, CAMERA)
    worker = await house.worker()
    before = await worker.next()
    worker.says.put_nowait(None)
    assert await (await house.worker()).next() == before


async def test_a_worker_that_cannot_be_started_is_tried_again(house: House) -> None:
    house.unstartable = 1
    await house.sources.set(YARD, CAMERA)
    assert [one.channel for one in (await (await house.worker()).next()).pulls] == ["yard"]


async def test_a_code_that_nobody_knows_is_kept_as_one_that_is_known(house: House) -> None:
    await house.sources.set(YARD, CAMERA)
    worker = await house.worker()
    worker.says.put_nowait(Report((await worker.next()).pulls[0].id, "failing", "no_such_code", "broken"))
    failing = await house.until(YARD, "failing")
    assert (failing.code, failing.message) == ("source_stalled", "broken")


async def test_with_nothing_left_to_pull_there_is_no_worker(house: House) -> None:
    await house.sources.set(YARD, CAMERA)
    await (await house.worker()).next()
    await house.sources.remove(YARD)
    async with asyncio.timeout(20):
        await house.stopped.wait()
    assert house.running == 0
    await house.sources.set(NEWS, CAMERA)
    assert [one.channel for one in (await (await house.worker()).next()).pulls] == ["news"]
