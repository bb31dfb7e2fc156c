"""The client against a real server in the same process: who may publish, and what viewers are told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from pathlib import Path

import numpy as np
import pytest

from footlight.app import Server, running
from footlight.client.events import Connected, Lost, PacketsReceived, TracksChanged
from footlight.client.sending.publish import Publisher
from footlight.client.url import ServerUrl, parse_url
from footlight.client.watching.decoding import Decoded
from footlight.client.watching.receiver import Receiver
from footlight.client.watching.watch import Watch
from footlight.clock import SystemClock
from footlight.errors import (
    ChannelBusyError,
    ChannelUnknownError,
    FootlightError,
    KeyInvalidError,
    KeyRevokedError,
    TakenOverError,
)
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.settings import Settings
from tests.client.media import FPS, packet, pictures, track


@pytest.fixture
async def server(empty_data: Path) -> AsyncIterator[Server]:
    async with running(Settings(port=0, data=empty_data)) as server:
        yield server


def lobby(server: Server) -> ServerUrl:
    return parse_url(f"{server.url}/lobby")


async def make_key(server: Server) -> tuple[str, str]:
    """Id and secret of a new key."""
    key = await server.keys.new(ChannelName("lobby"))
    return key.id, key.secret


def publisher(server: Server, key: str, on_event: Callable[[Connected | Lost], None], *, take_over: bool) -> Publisher:
    made = Publisher(
        lobby(server), key, SystemClock(), on_keyframe=lambda: None, on_event=on_event, take_over=take_over
    )
    made.set_tracks([track()])
    return made


@asynccontextmanager
async def publishing(
    server: Server, key: str, *, take_over: bool = False
) -> AsyncIterator[tuple[Publisher, asyncio.Task[None]]]:
    """A publisher that is connected when the block begins."""
    connected = asyncio.Event()
    made = publisher(server, key, lambda _event: connected.set(), take_over=take_over)
    task = asyncio.create_task(made.run())
    waiting = asyncio.create_task(connected.wait())
    async with asyncio.timeout(20):
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    try:
        yield made, task
    finally:
        waiting.cancel()
        task.cancel()
        with suppress(asyncio.CancelledError, FootlightError):
            await task


async def test_pictures_go_through_and_are_decoded(server: Server) -> None:
    _, key = await make_key(server)
    seen: list[Decoded] = []
    loop, complete = asyncio.get_running_loop(), asyncio.Event()

    def keep(decoded: Decoded) -> None:
        seen.append(decoded)
        if decoded.frame.pts == Micros(1_900_000):  # of the last picture
            loop.call_soon_threadsafe(complete.set)

    clock = SystemClock()
    async with publishing(server, key) as (sending, _):
        receiver = Receiver(Watch(lobby(server), clock), clock, on_frame=keep)
        task = asyncio.create_task(receiver.run())
        for packet in pictures(captured_from=clock.now()):
            sending.send(packet)
        async with asyncio.timeout(20):
            await complete.wait()
        task.cancel()
        await asyncio.wait({task})
    assert [one.frame.sequence for one in seen] == list(range(len(seen)))
    assert receiver.state == "live"
    assert receiver.main is not None
    assert receiver.main.name == "main"
    assert receiver.figures.pictures == len(seen) >= FPS


async def test_a_wrong_key_is_refused(server: Server) -> None:
    await make_key(server)
    async with publishing(server, "fl_wrong") as (_, task):
        with pytest.raises(KeyInvalidError) as raised:
            await task
        assert "fl_wrong" not in str(raised.value)


async def test_an_unknown_channel_is_refused(server: Server) -> None:
    with pytest.raises(ChannelUnknownError):
        await anext(Watch(lobby(server), SystemClock()).events())


async def test_a_second_publisher_is_refused_and_the_first_goes_on(server: Server) -> None:
    _, key = await make_key(server)
    async with publishing(server, key) as (_, first):
        async with publishing(server, key) as (_, second):
            with pytest.raises(ChannelBusyError):
                await second
        assert not first.done()


async def test_a_second_publisher_may_take_over(server: Server) -> None:
    _, key = await make_key(server)
    async with publishing(server, key) as (_, first), publishing(server, key, take_over=True) as (_, second):
        with pytest.raises(TakenOverError):
            await first
        assert not second.done()


async def test_a_revoked_key_ends_its_broadcast(server: Server) -> None:
    key_id, key = await make_key(server)
    async with publishing(server, key) as (_, task):
        await server.keys.revoke(key_id)
        async with asyncio.timeout(20):
            with pytest.raises(KeyRevokedError):
                await task


async def test_messages_of_megabytes_arrive_as_they_were_sent(server: Server) -> None:
    _, key = await make_key(server)
    clock = SystemClock()
    payloads = [np.random.default_rng(number).bytes(1_500_000 + number) for number in range(3)]
    received: list[bytes] = []
    async with (
        publishing(server, key) as (sending, _),
        asyncio.timeout(20),
        aclosing(Watch(lobby(server), clock).events()) as events,
    ):
        async for event in events:
            if isinstance(event, TracksChanged):
                for group, payload in enumerate(payloads):
                    sending.send(packet(group, 0, payload=payload))
            if isinstance(event, PacketsReceived):
                received += [bytes(one.payload) for one in event.packets]
            if len(received) == len(payloads):
                break
    assert received == payloads
