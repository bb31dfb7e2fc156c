"""A hub's packets, straight to a receiver."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from footlight.cable.localwatch import LocalWatch
from footlight.client.events import (
    Connected,
    Event,
    GroupsSkipped,
    PacketsReceived,
    StateChanged,
    TracksChanged,
    ViewersCounted,
)
from footlight.e2ee.mediakeys import MediaSecret
from footlight.e2ee.session import Sealing
from footlight.errors import ServerStoppingError
from footlight.hub.publisher import Publisher
from tests.fakes.media import MAIN
from tests.hub.house import LOBBY, House


async def some(events: AsyncGenerator[Event, None], number: int) -> list[Event]:
    async with asyncio.timeout(20):
        return [await anext(events) for _ in range(number)]


def payloads(events: list[Event]) -> list[bytes]:
    return [bytes(packet.payload) for event in events if isinstance(event, PacketsReceived) for packet in event.packets]


async def test_everything_that_happens_is_told_in_order() -> None:
    house = House()
    watch = LocalWatch(house.hub, LOBBY, house.clock)
    async with aclosing(watch.events()) as events:
        assert await some(events, 3) == [Connected(house.clock.now()), ViewersCounted(1), StateChanged("offline", None)]
        house.go_live()
        live, tracks = await some(events, 2)
        assert isinstance(live, StateChanged)
        assert live.state == "live"
        assert isinstance(tracks, TracksChanged)
        assert tracks.tracks == (MAIN,)
        house.key()
        house.delta()
        assert payloads(await some(events, 2)) == [b"key", b"delta"]
    assert house.hub.viewers == 0


async def test_who_comes_late_gets_the_current_group() -> None:
    house = House()
    house.go_live()
    house.key()
    house.delta()
    async with aclosing(LocalWatch(house.hub, LOBBY, house.clock).events()) as events:
        assert payloads(await some(events, 6)) == [b"key", b"delta"]


async def test_who_reads_too_slowly_holds_little_skips_to_a_group_and_is_told() -> None:
    house = House()
    house.go_live()
    watch = LocalWatch(house.hub, LOBBY, house.clock)
    large = bytes(100_000)
    async with aclosing(watch.events()) as events:
        await some(events, 4)
        for _ in range(20):
            house.key(large)
            for _ in range(9):
                house.delta(large, after=0.1)
            assert 200_000 < watch.unsent() < 500_000
        told = await some(events, 5)
        [skipped] = [event for event in told if isinstance(event, GroupsSkipped)]
        assert skipped.groups > 10
        while watch.unsent():
            await some(events, 1)
        house.key()
        assert payloads(await some(events, 1)) == [b"key"]


async def test_who_waits_is_woken_by_what_comes_and_by_the_end() -> None:
    house = House()
    async with aclosing(LocalWatch(house.hub, LOBBY, house.clock).events()) as events:
        await some(events, 3)
        waiting = asyncio.create_task(some(events, 1))
        await asyncio.sleep(0)
        house.go_live()
        assert states(await waiting) == ["live"]
        await some(events, 1)
        ending = asyncio.create_task(some(events, 1))
        await asyncio.sleep(0)
        await house.hub.close()
        with pytest.raises(ServerStoppingError):
            await ending


async def test_to_the_hub_it_wants_what_comes_at_once() -> None:
    house = House()
    async with aclosing(LocalWatch(house.hub, LOBBY, house.clock).events()) as events:
        await some(events, 3)
        assert house.hub.viewers_by_class() == {"interactive": 1}


async def test_it_can_ask_for_a_keyframe() -> None:
    house = House()
    house.go_live()
    watch = LocalWatch(house.hub, LOBBY, house.clock)
    await watch.request_keyframe()
    async with aclosing(watch.events()) as events:
        await some(events, 1)
        house.clock.forward(2)
        before = house.link.keyframes
        await watch.request_keyframe()
        assert house.link.keyframes == before + 1


RIGHT, WRONG = MediaSecret(b"right"), MediaSecret(b"wrong")


def begin(house: House, secret: MediaSecret | None) -> Publisher:
    """A broadcast with a keyframe, encrypted with ``secret``."""
    sealing = Sealing(secret) if secret is not None else None
    publisher = house.go_live([MAIN] if sealing is None else sealing.describe([MAIN]), session=None)
    packet = house.pictures.key(b"key", house.clock.now())
    publisher.publish(packet if sealing is None else sealing.seal(packet))
    return publisher


def states(events: list[Event]) -> list[str]:
    return [event.state for event in events if isinstance(event, StateChanged)]


@pytest.mark.parametrize(
    ("ours", "theirs", "code"),
    [
        (RIGHT, None, "not_encrypted"),
        (RIGHT, WRONG, "secret_wrong"),
        (None, WRONG, "secret_missing"),
    ],
)
async def test_a_sender_that_cannot_be_read_is_refused_and_the_next_is_taken(
    ours: MediaSecret | None, theirs: MediaSecret | None, code: str
) -> None:
    house = House()
    watch = LocalWatch(house.hub, LOBBY, house.clock, ours)
    async with aclosing(watch.events()) as events:
        await some(events, 3)
        begin(house, theirs)
        told = await some(events, 2)
        assert states(told) == ["live", "ended"]
        assert house.link.dismissed is not None
        assert house.link.dismissed.code == code
        begin(house, ours)
        told = await some(events, 3)
        assert (states(told), payloads(told)) == (["live"], [b"key"])
        assert house.link.dismissed is None
    assert watch.tampered == 0


async def test_who_sends_now_is_not_refused_for_what_came_before() -> None:
    house = House()
    async with aclosing(LocalWatch(house.hub, LOBBY, house.clock, RIGHT).events()) as events:
        await some(events, 3)
        begin(house, None).end()
        begin(house, RIGHT)
        told = await some(events, 4)
        assert (states(told), payloads(told)) == (["live", "ended", "live"], [])
        assert payloads(await some(events, 1)) == [b"key"]
        assert house.link.dismissed is None


async def test_packets_that_nobody_said_to_be_encrypted_are_refused() -> None:
    house = House()
    async with aclosing(LocalWatch(house.hub, LOBBY, house.clock).events()) as events:
        await some(events, 3)
        house.go_live()
        house.publisher.publish(Sealing(RIGHT).seal(house.pictures.key(b"key", house.clock.now())))
        assert payloads(await some(events, 3)) == []
        assert house.link.dismissed is not None
        assert house.link.dismissed.code == "secret_missing"


async def test_capture_times_are_in_its_own_clock() -> None:
    house = House()
    watch = LocalWatch(house.hub, LOBBY, house.clock)
    assert watch.sync.ready
    assert watch.sync.offset == 0


async def test_a_hub_that_stops_ends_it() -> None:
    house = House()
    async with aclosing(LocalWatch(house.hub, LOBBY, house.clock).events()) as events:
        await some(events, 3)
        await house.hub.close()
        with pytest.raises(ServerStoppingError):
            await some(events, 1)
