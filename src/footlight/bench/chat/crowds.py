"""How late a line is in a room full of people, and in many small rooms."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from footlight.bench.chat.gathered import Gathered, gathered
from footlight.bench.chat.gathering import Talk, Talked
from footlight.bench.chat.options import ChatOptions
from footlight.bench.chat.site import prepare, small_rooms
from footlight.bench.machine import cpu_seconds, resident_kb
from footlight.bench.server import CHANNEL, LOAD_CORE, SERVER_CORE, ServerUnderTest, footlight_server
from footlight.model.clock import Clock

SETTLE_SECONDS: Final = 3.0
"""Longer than those who came take to be told of."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A server with rooms, on its core, and people on the other who are in none of them yet."""

    server: ServerUnderTest
    people: Gathered
    token: str
    """Of who owns the rooms."""

    async def talk(self, talk: Talk) -> tuple[Talked, float]:
        """What everybody heard, and the share of its core that the server took meanwhile."""
        loop = asyncio.get_running_loop()
        cpu, began = cpu_seconds(self.server.pid), loop.time()
        talked = await self.people.talk(talk)
        return talked, round((cpu_seconds(self.server.pid) - cpu) / (loop.time() - began), 3)


@asynccontextmanager
async def stage(clock: Clock, rooms: int = 0) -> AsyncIterator[Stage]:
    """Run the server and the people for as long as the block lasts.

    Raises:
        ConnectionFailedError: the server does not start.
    """
    with tempfile.TemporaryDirectory(prefix="footlight-bench-") as folder:
        data = Path(folder)
        token = await prepare(data, rooms, clock)
        async with (
            footlight_server(data, core=SERVER_CORE) as server,
            gathered(server.url.port, LOAD_CORE) as people,
        ):
            await asyncio.sleep(SETTLE_SECONDS)
            yield Stage(server, people, token)


@dataclass(frozen=True, slots=True)
class Crowd:
    """People who listen to each other; delays are from a line's sending to its last byte read, by all of them."""

    what: str
    people: int
    lines: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    answer_p99_ms: float
    """Until who wrote was told that it is kept."""
    missing: int
    lost: int
    core: float
    kb_per_person: float
    """Memory of the server's process above that without people, for each."""
    generator: float


async def measure_room(options: ChatOptions, clock: Clock) -> Crowd:
    """Everybody in one room, and a line a second to all.

    Raises:
        ConnectionFailedError: the server does not start, or does not let them in.
    """
    async with stage(clock) as one:
        return await _measure(one, "one room", [CHANNEL], options.people, Talk([CHANNEL], options.seconds, 1))


async def measure_rooms(options: ChatOptions, clock: Clock) -> Crowd:
    """As many rooms as there are people in each, and two lines a second in all of them.

    Raises:
        ConnectionFailedError: the server does not start, or does not let them in.
    """
    rooms = small_rooms(options.rooms)
    async with stage(clock, options.rooms) as many:
        what = f"{len(rooms)} rooms"
        return await _measure(many, what, rooms, options.rooms, Talk(rooms, options.seconds, 2))


async def _measure(stage: Stage, what: str, rooms: Sequence[str], people: int, talk: Talk) -> Crowd:
    empty_kb = resident_kb(stage.server.pid)
    for room in rooms:
        await stage.people.join(room, people)
    await asyncio.sleep(SETTLE_SECONDS)
    talked, core = await stage.talk(talk)
    return Crowd(
        what=what,
        people=talked.people,
        lines=talked.kept,
        p50_ms=talked.p50_ms,
        p99_ms=talked.p99_ms,
        max_ms=talked.max_ms,
        answer_p99_ms=talked.answer_p99_ms,
        missing=talked.missing + talked.unanswered,
        lost=talked.lost,
        core=core,
        kb_per_person=round((resident_kb(stage.server.pid) - empty_kb) / max(talked.people, 1), 1),
        generator=talked.generator,
    )
