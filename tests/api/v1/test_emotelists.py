"""A crowd that asks for a chat's emotes costs one read."""

import asyncio

import pytest

from footlight.api.v1.emotelists import EmoteLists
from footlight.errors import StoreUnavailableError
from footlight.model.channel import ChannelName
from tests.fakes.clock import HandClock

LOBBY, OTHER = ChannelName("lobby"), ChannelName("other")


class Shelf:
    """Counts how often it is read, and is away when a test says so."""

    def __init__(self) -> None:
        self.reads: list[str] = []
        self.away = False

    async def read(self, channel: ChannelName) -> bytes:
        self.reads.append(channel)
        await asyncio.sleep(0)
        if self.away:
            raise StoreUnavailableError("away")
        return f"{channel} {len(self.reads)}".encode()


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def lists(shelf: Shelf, clock: HandClock) -> EmoteLists:
    return EmoteLists(clock, shelf.read)


async def test_a_list_is_read_once_until_there_are_other_emotes(shelf: Shelf, lists: EmoteLists) -> None:
    crowd = await asyncio.gather(*(lists.of(LOBBY, 7) for _ in range(50)))
    assert {one.body for one in crowd} == {b"lobby 1"}
    assert (await lists.of(OTHER, 7)).body == b"other 2"
    other = await lists.of(LOBBY, 8)
    assert (other.body, other.tag != crowd[0].tag) == (b"lobby 3", True)
    assert await lists.of(LOBBY, 8) == other
    # Nobody is in the room: it is not known which emotes it has.
    assert (await lists.of(LOBBY, None)).body == b"lobby 4"
    assert shelf.reads == ["lobby", "other", "lobby", "lobby"]


async def test_a_name_in_it_is_not_held_for_long(shelf: Shelf, lists: EmoteLists, clock: HandClock) -> None:
    await lists.of(LOBBY, 7)
    clock.forward(59)
    await lists.of(LOBBY, 7)
    assert len(shelf.reads) == 1
    clock.forward(1)
    await lists.of(LOBBY, 7)
    assert len(shelf.reads) == 2


async def test_what_could_not_be_read_is_read_again(shelf: Shelf, lists: EmoteLists) -> None:
    shelf.away = True
    with pytest.raises(StoreUnavailableError):
        await lists.of(LOBBY, 7)
    shelf.away = False
    assert (await lists.of(LOBBY, 7)).body == b"lobby 2"


async def test_who_goes_away_does_not_take_it_from_the_others(lists: EmoteLists) -> None:
    first, second = asyncio.create_task(lists.of(LOBBY, 7)), asyncio.create_task(lists.of(LOBBY, 7))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).body == b"lobby 1"


async def test_only_so_many_are_held(shelf: Shelf, lists: EmoteLists) -> None:
    for number in range(101):
        await lists.of(ChannelName(f"room{number}"), 1)
    await lists.of(ChannelName("room1"), 1)
    assert len(shelf.reads) == 101
    await lists.of(ChannelName("room0"), 1)
    assert len(shelf.reads) == 102
