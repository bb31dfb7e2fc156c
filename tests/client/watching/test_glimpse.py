"""One picture of a channel: the one of now, not the one that its group began with."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
from websockets.asyncio.server import ServerConnection

from footlight.client.url import parse_url
from footlight.client.watching.glimpse import Glimpse
from footlight.client.watching.watch import Watch
from footlight.clock import SystemClock
from footlight.errors import ChannelUnknownError
from footlight.model.packet import Packet
from footlight.model.units import Micros
from footlight.wire.control import Hello, Ping, Pong, State, Tracks, Welcome, decode_control, track_info
from footlight.wire.packets import encode_packets
from tests.client.media import pictures, track
from tests.fakes.relay import Relay, Script, refusing, relay, say

BACKLOG = 5


def showing(backlog: Sequence[Packet], live: Sequence[Packet], age: int = 0) -> Script:
    """Sends the backlog at once, and after each ping a packet captured ``age`` microseconds ago."""

    async def script(_relay: Relay, connection: ServerConnection, _hello: Hello) -> None:
        clock, coming = SystemClock(), iter(live)
        await say(connection, Welcome("relay"))
        await say(connection, State("live", broadcast="b"))
        await say(connection, Tracks([track_info(track())], broadcast="b"))
        if backlog:
            await connection.send(bytes(encode_packets(backlog)))
        async for text in connection:
            received = clock.now()
            content = decode_control(text) if isinstance(text, str) else None
            if isinstance(content, Ping):
                await say(connection, Pong(content.id, received, clock.now()))
                packet = next(coming, None)
                if packet is not None:
                    await connection.send(
                        bytes(encode_packets([replace(packet, captured_at=Micros(clock.now() - age))]))
                    )

    return script


async def grey(server: Relay, patience: float | None) -> int | None:
    """How light the picture is: which one of `pictures` it is, times ten."""
    clock = SystemClock()
    glimpse = Glimpse(Watch(parse_url(server.url), clock), clock, lambda _event: None)
    async with asyncio.timeout(20):
        frame = await glimpse.picture(patience)
    return None if frame is None else round(float(frame.image.mean()))


async def test_the_picture_is_one_of_now() -> None:
    made = pictures()
    async with relay(showing(made[:BACKLOG], made[BACKLOG:])) as server:
        seen = await grey(server, None)
    assert seen is not None
    assert seen > BACKLOG * 10 - 6


async def test_where_nothing_newer_comes_the_newest_there_is_will_do() -> None:
    made = pictures()
    async with relay(showing(made[:1], made[1:BACKLOG], age=10_000_000)) as server:
        seen = await grey(server, None)
    assert seen is not None
    assert seen > 4


async def test_where_there_is_no_picture_it_gives_up_in_time() -> None:
    async with relay(showing([], [])) as server:
        assert await grey(server, 0.2) is None


async def test_a_refusal_is_raised() -> None:
    async with relay(refusing("channel_unknown", retry=False)) as server:
        with pytest.raises(ChannelUnknownError):
            await grey(server, None)
