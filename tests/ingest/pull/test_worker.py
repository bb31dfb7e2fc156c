"""The worker's inside: sources that are opened, sent, lost and asked again."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from footlight.capture.source import Notice, Source
from footlight.clock import SystemClock
from footlight.errors import AddressForbiddenError, ConnectionFailedError, MediaInvalidError
from footlight.ingest.pull.gateway import WayOut
from footlight.ingest.pull.messages import Assignment, Pull, Report
from footlight.ingest.pull.worker import Hear, OpenSource, PullWorker
from footlight.model.clock import Clock
from footlight.model.frame import AudioFormat, AudioFrame, VideoFormat
from footlight.model.units import Micros
from footlight.wire.control import Bye
from tests.fakes.relay import relay
from tests.fakes.source import FakeSource

SOUND = AudioFormat(48_000, 2, "sound")
SOURCE = "udp://127.0.0.1:9"
"""Opens no connection of its own, so no server has to be there."""


def endless() -> FakeSource:
    frame = AudioFrame(np.zeros((960, 2), np.float32), 48_000, 0, Micros(0), Micros(0))
    return FakeSource([SOUND], [frame], endless=True)


def assigned(port: int, *pulls: Pull, allowed: str = "127.0.0.0/8") -> Assignment:
    return Assignment(False, "127.0.0.1", port, None, [allowed], list(pulls))


class Reports:
    """What a worker told."""

    def __init__(self) -> None:
        self.told: asyncio.Queue[Report] = asyncio.Queue()

    async def next(self) -> Report:
        async with asyncio.timeout(20):
            return await self.told.get()


@asynccontextmanager
async def working(open_source: OpenSource, away_seconds: float = 60) -> AsyncIterator[tuple[PullWorker, Reports]]:
    reports = Reports()
    worker = PullWorker(SystemClock(), open_source, reports.told.put_nowait, away_seconds=away_seconds)
    try:
        yield worker, reports
    finally:
        await worker.close()


async def test_a_source_is_live_until_it_is_not_assigned_any_more() -> None:
    source = endless()
    async with relay() as server, working(lambda _way, _clock, _hear: source) as (worker, reports):
        worker.take(assigned(server.port, Pull(1, "lobby", SOURCE, "key")))
        assert await reports.next() == Report(1, "live")
        assert server.hellos[0].key == "key"
        worker.take(assigned(server.port))
        await server.until(lambda: Bye("done") in server.received)
        await asyncio.to_thread(source.closed.wait, 20)
        assert source.closed.is_set()


async def test_the_same_assignment_again_disturbs_nothing() -> None:
    opened: list[FakeSource] = []

    def open_source(_way: WayOut, _clock: Clock, _hear: Hear) -> Source:
        opened.append(endless())
        return opened[-1]

    async with relay() as server, working(open_source) as (worker, reports):
        first, second = Pull(1, "lobby", SOURCE, "a"), Pull(2, "lobby", SOURCE, "b")
        worker.take(assigned(server.port, first))
        assert await reports.next() == Report(1, "live")
        worker.take(assigned(server.port, first, second))
        assert await reports.next() == Report(2, "live")
        assert len(opened) == 2
        assert not opened[0].closed.is_set()


async def test_a_source_that_ends_is_asked_again() -> None:
    sources = iter([FakeSource([SOUND], []), endless()])
    async with relay() as server, working(lambda _way, _clock, _hear: next(sources)) as (worker, reports):
        worker.take(assigned(server.port, Pull(1, "lobby", SOURCE, "key")))
        told = [await reports.next() for _ in range(3)]
        assert [(one.state, one.code) for one in told] == [
            ("live", None),
            ("failing", "source_stalled"),
            ("live", None),
        ]


class Away:
    """A source that tells what the test has it tell."""

    def __init__(self) -> None:
        self.source = endless()
        self._hear: Hear = lambda _notice: None

    def open(self, way: WayOut, _clock: Clock, hear: Hear) -> Source:
        self._hear = hear
        way.instead_of = ("127.0.0.1:1", "camera.example")
        self.way = way
        return self.source

    def tell(self, state: str, text: str) -> None:
        self._hear(Notice("camera", state, text))


async def test_the_broadcast_waits_for_a_source_that_comes_back() -> None:
    away = Away()
    async with relay() as server, working(away.open) as (worker, reports):
        worker.take(assigned(server.port, Pull(1, "lobby", SOURCE, "key")))
        assert await reports.next() == Report(1, "live")
        away.way.refusal = ConnectionFailedError("refused")
        await asyncio.to_thread(away.tell, "lost", "127.0.0.1:1 is silent")
        assert await reports.next() == Report(1, "failing", "connection_failed", "refused")
        await asyncio.to_thread(away.tell, "back", "is back")
        assert await reports.next() == Report(1, "live")
        away.tell("coded", "is coded again")
        away.tell("lost", "127.0.0.1:1 is silent")
        assert await reports.next() == Report(1, "failing", "source_stalled", "camera.example is silent")
        away.tell("back", "is back")
        assert await reports.next() == Report(1, "live")
        assert len(server.hellos) == 1
        assert Bye("done") not in server.received


async def test_a_broadcast_whose_source_stays_away_ends() -> None:
    away = Away()
    async with relay() as server, working(away.open, away_seconds=0.1) as (worker, reports):
        worker.take(assigned(server.port, Pull(1, "lobby", SOURCE, "key")))
        assert await reports.next() == Report(1, "live")
        away.tell("lost", "127.0.0.1:1 is silent")
        silent = Report(1, "failing", "source_stalled", "camera.example is silent")
        assert await reports.next() == silent
        assert await reports.next() == silent
        await server.until(lambda: Bye("done") in server.received)
        await asyncio.to_thread(away.source.closed.wait, 20)
        assert away.source.closed.is_set()
        away.tell("back", "too late")


async def test_what_nobody_thought_of_is_told_and_the_source_asked_again() -> None:
    def sources() -> Iterator[Source]:
        raise OSError(24, "Too many open files")
        yield

    broken, working_again = sources(), endless()

    def open_source(_way: WayOut, _clock: Clock, _hear: Hear) -> Source:
        return next(broken, working_again)

    async with relay() as server, working(open_source) as (worker, reports):
        worker.take(assigned(server.port, Pull(1, "lobby", SOURCE, "key")))
        report = await reports.next()
        assert (report.state, report.code) == ("failing", "source_stalled")
        assert report.message is not None
        assert "Too many open files" in report.message
        assert await reports.next() == Report(1, "live")


async def test_a_forbidden_address_is_told_and_nothing_is_opened() -> None:
    def open_source(_way: WayOut, _clock: Clock, _hear: Hear) -> Source:
        raise AssertionError("it was opened")

    async with working(open_source) as (worker, reports):
        worker.take(assigned(1, Pull(1, "lobby", SOURCE, "key"), allowed="10.0.0.0/8"))
        report = await reports.next()
        assert (report.state, report.code) == ("failing", "address_forbidden")


async def test_why_the_gateway_refused_is_told_rather_than_what_came_of_it() -> None:
    def open_source(way: WayOut, _clock: Clock, _hear: Hear) -> Source:
        way.refusal = AddressForbiddenError("it points elsewhere")
        raise MediaInvalidError("no video")

    async with working(open_source) as (worker, reports):
        worker.take(assigned(1, Pull(1, "lobby", SOURCE, "key")))
        report = await reports.next()
        assert (report.code, report.message) == ("address_forbidden", "it points elsewhere")


async def test_a_thousand_that_fail_are_opened_a_few_at_a_time() -> None:
    opening, most, lock, go_on = [0], [0], threading.Lock(), threading.Event()

    def open_source(_way: WayOut, _clock: Clock, _hear: Hear) -> Source:
        with lock:
            opening[0] += 1
            most[0] = max(most)
            most.append(opening[0])
        go_on.wait(20)
        with lock:
            opening[0] -= 1
        raise MediaInvalidError("no video")

    async with working(open_source) as (worker, reports):
        worker.take(assigned(1, *(Pull(number, "lobby", SOURCE, "key") for number in range(1_000))))
        go_on.set()
        told = [await reports.next() for _ in range(1_000)]
        assert {one.code for one in told} == {"media_invalid"}
        # What only a person can mend waits for a minute: nothing is opened twice meanwhile.
        assert sorted(one.id for one in told) == list(range(1_000))
        assert max(most) <= 8


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists a process's open files")
async def test_those_that_wait_for_their_turn_hold_nothing_open() -> None:
    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    most = [0]

    def open_source(_way: WayOut, _clock: Clock, _hear: Hear) -> Source:
        most[0] = max(most[0], open_files())
        raise MediaInvalidError("no video")

    async with working(open_source) as (worker, reports):
        before = open_files()
        worker.take(assigned(1, *(Pull(number, "lobby", "tcp://127.0.0.1:9", "key") for number in range(200))))
        for _ in range(200):
            assert (await reports.next()).code == "media_invalid"
    assert before < most[0] < before + 100


async def test_a_source_that_cannot_be_sent_is_closed() -> None:
    source = FakeSource([VideoFormat(1, 1, 30, "main")], [])
    async with working(lambda _way, _clock, _hear: source) as (worker, reports):
        worker.take(assigned(1, Pull(1, "lobby", SOURCE, "key")))
        assert (await reports.next()).code == "picture_size"
        assert source.closed.is_set()


async def test_what_is_opened_after_it_was_given_up_is_closed() -> None:
    source, opening, go_on = endless(), threading.Event(), threading.Event()

    def open_source(_way: WayOut, _clock: Clock, _hear: Hear) -> Source:
        opening.set()
        go_on.wait(20)
        return source

    async with working(open_source) as (worker, _reports):
        worker.take(assigned(1, Pull(1, "lobby", SOURCE, "key")))
        await asyncio.to_thread(opening.wait, 20)
        worker.take(assigned(1))
        go_on.set()
        await asyncio.to_thread(source.closed.wait, 20)
        assert source.closed.is_set()
