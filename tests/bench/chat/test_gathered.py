"""People in the rooms of a real server: what they hear, and those who keep order among them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from footlight.app import running
from footlight.bench.chat.gathered import Gathered, gathered
from footlight.bench.chat.gathering import Talk
from footlight.bench.chat.order import COMMANDS, keep_order
from footlight.bench.chat.site import FLOOD, prepare, small_rooms
from footlight.bench.server import LOAD_CORE
from footlight.client.url import ServerUrl
from footlight.clock import SystemClock
from footlight.errors import ConnectionFailedError
from footlight.settings import Settings


@dataclass(frozen=True, slots=True)
class Place:
    people: Gathered
    url: ServerUrl
    token: str


@pytest_asyncio.fixture
async def place(empty_data: Path) -> AsyncIterator[Place]:
    token = await prepare(empty_data, 3, SystemClock())
    async with running(Settings(port=0, data=empty_data)) as server, gathered(server.port, LOAD_CORE) as people:
        yield Place(people, ServerUrl(False, "127.0.0.1", server.port, FLOOD), token)


async def test_everybody_of_a_room_hears_what_is_said_there_and_nothing_else(place: Place) -> None:
    rooms = list(small_rooms(3))
    for room in rooms:
        await place.people.join(room, 4)
    talked = await place.people.talk(Talk(rooms, 1, 4))

    assert (talked.people, talked.lost, talked.error) == (12, 0, "")
    assert (talked.missing, talked.unanswered, talked.refused) == (0, 0, {})
    assert talked.said == talked.kept > 0
    assert talked.heard == 4 * talked.kept
    assert 0 < talked.p50_ms <= talked.p99_ms <= talked.max_ms
    assert talked.answer_p50_ms > 0

    again = await place.people.talk(Talk(rooms[:1], 0.2, 10, writers=1))
    assert (again.people, again.heard) == (4, 4 * again.kept)


async def test_who_writes_too_much_is_told_to_slow_down_and_commands_act_meanwhile(place: Place) -> None:
    await place.people.join(FLOOD, 3)
    talking = asyncio.create_task(place.people.talk(Talk([FLOOD], 2, 24)))
    order = await keep_order(place.url, FLOOD, place.token, talking)
    talked = await talking

    assert [figure.what for figure in order.commands] == list(COMMANDS)
    assert all(figure.times and figure.p50_ms > 0 for figure in order.commands)
    assert order.slowed > 0
    assert talked.refused.keys() == {"slow_down"}
    assert talked.said == talked.kept + talked.refused["slow_down"]
    assert (talked.missing, talked.unanswered, talked.lost) == (0, 0, 0)


async def test_a_room_that_nobody_is_let_into_is_told(place: Place) -> None:
    with pytest.raises(ConnectionFailedError, match="channel_unknown"):
        await place.people.join("nowhere", 2)
