"""Rooms open for who comes first, hold the rights by which people are there, and are forgotten."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from footlight.chat.allowance import Rate
from footlight.chat.opened import Opened
from footlight.chat.rooms import Bounds, Rooms
from footlight.errors import LimitReachedError, NotAllowedError
from footlight.hub.writer import Writer
from footlight.model.channel import ChannelName
from tests.chat.stage import LOBBY, ListedLines, Outlet, author, guest, line
from tests.fakes.clock import HandClock


class Kept:
    """Every channel's last line; counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def read(self, _channel: ChannelName) -> Opened:
        self.asked += 1
        await self.gate.wait()
        return Opened([line(1, "before", author("Ann"))])


class House:
    def __init__(self, connections: int = 1_000) -> None:
        self.clock, self.kept = HandClock(), Kept()
        bounds = Bounds(connections, Rate(1, 5))
        self.rooms = Rooms(self.clock, Writer(self.clock), ListedLines(self.clock), self.kept, bounds)

    async def enter(self, device: str, right: str = "guest", channel: ChannelName = LOBBY) -> Outlet:
        outlet = Outlet()
        async with self.rooms.entering(channel) as room:
            outlet.room, outlet.client = room, room.enter(guest(device, right), outlet)
        return outlet


@asynccontextmanager
async def at_work(rooms: Rooms) -> AsyncIterator[None]:
    task = asyncio.create_task(rooms.run())
    await asyncio.sleep(0)
    yield
    task.cancel()
    await asyncio.wait([task])


async def test_all_who_come_at_once_wait_for_the_same_room() -> None:
    house = House()
    house.kept.gate.clear()
    entering = [asyncio.create_task(house.enter(f"d{number}")) for number in range(20)]
    await asyncio.sleep(0)
    entering[0].cancel()
    await asyncio.sleep(0)
    house.kept.gate.set()
    done = await asyncio.gather(*entering[1:])
    assert house.kept.asked == 1
    assert {one.room for one in done} == {house.rooms.find(LOBBY)}
    assert [one["text"] for one in done[0].take("welcome")[0]["history"]] == ["before"]


async def test_only_so_many_are_in_all_of_them() -> None:
    house = House(connections=2)
    await house.enter("a")
    first = await house.enter("b", channel=ChannelName("attic"))
    with pytest.raises(LimitReachedError):
        await house.enter("c")
    assert first.room is not None
    assert first.client is not None
    first.room.leave(first.client)
    await house.enter("c")
    assert house.rooms.connections == 2


async def test_rights_are_withdrawn_from_who_has_them() -> None:
    house = House()
    lost, kept = [await house.enter(f"l{number}", "lost") for number in range(450)], await house.enter("k", "kept")
    assert house.rooms.rights() == {LOBBY: {"lost", "kept"}}
    await house.rooms.withdraw(LOBBY, {"lost"}, NotAllowedError("no more"))
    assert all(isinstance(one.dismissed, NotAllowedError) for one in lost)
    assert kept.dismissed is None
    assert house.rooms.rights() == {LOBBY: {"kept"}}
    await house.rooms.withdraw(ChannelName("attic"), {"lost"}, NotAllowedError("no more"))


async def test_the_room_of_a_channel_that_is_another_one_now_begins_anew_once_nobody_is_in_it() -> None:
    house = House()
    first = await house.enter("a")
    house.rooms.doubt({LOBBY, ChannelName("attic")})
    assert (await house.enter("b")).room is first.room
    await house.rooms.withdraw(LOBBY, {"guest"}, NotAllowedError("no more"))
    house.kept.gate.clear()
    entering = [asyncio.create_task(house.enter("a")) for _ in range(2)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    entering.append(asyncio.create_task(house.enter("b")))
    await asyncio.sleep(0)
    house.kept.gate.set()
    second, _, third = await asyncio.gather(*entering)
    assert second.room is third.room is house.rooms.find(LOBBY)
    assert second.room is not first.room
    assert house.kept.asked == 2
    # Nothing is doubted for ever.
    await house.rooms.withdraw(LOBBY, {"guest"}, NotAllowedError("no more"))
    assert (await house.enter("a")).room is second.room


async def test_an_empty_room_is_forgotten_after_a_while_and_not_while_somebody_comes() -> None:
    house = House()
    outlet = await house.enter("a")
    assert outlet.room is not None
    assert outlet.client is not None
    outlet.room.leave(outlet.client)
    house.clock.forward(100)
    async with house.rooms.entering(LOBBY):
        house.rooms.tick()
        assert len(house.rooms) == 1
    house.rooms.tick()
    assert len(house.rooms) == 0


async def test_it_runs_beside_and_stops() -> None:
    house = House()
    async with at_work(house.rooms):
        await house.enter("a")
