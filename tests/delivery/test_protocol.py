"""The protocol on the event loops and transports that servers run on; its refusals are in tests/api/test_live.py."""

import asyncio
import datetime
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest
import uvloop

from footlight.api.certificate import kept_certificate
from footlight.hub.limits import HubLimits
from footlight.model.packet import Packet
from footlight.wire.control import Skipped
from tests.api.live_server import Certificate, Client, LiveServer, live_server
from tests.fakes.media import MAIN, PacketMaker

Run = Callable[[Coroutine[None, None, None]], None]

LOOPS = pytest.mark.parametrize("run", [asyncio.run, uvloop.run])
TRANSPORTS = pytest.mark.parametrize("tls", [False, True])


def certificate(folder: Path, tls: bool) -> Certificate | None:
    return kept_certificate(folder, "127.0.0.1", datetime.datetime.now(datetime.UTC)) if tls else None


async def publish_until(done: Callable[[], bool], publisher: Client, pictures: PacketMaker, *watching: Client) -> None:
    """Publish groups of one large picture, each read at once by those who are ``watching``."""
    while not done():
        await publisher.send_packets(pictures.key(b"x" * 200_000))
        for viewer in watching:
            assert (await viewer.packets())[0].group == pictures.group


@LOOPS
@TRANSPORTS
def test_a_viewer_that_does_not_read_lags_alone_and_skips_when_it_reads_again(
    run: Run, tls: bool, tmp_path: Path
) -> None:
    async def scene() -> None:
        limits = HubLimits(lag_bytes=1_000_000)
        async with live_server(limits, certificate=certificate(tmp_path, tls)) as server:
            await _lag_and_skip(server)

    run(scene())


async def _lag_and_skip(server: LiveServer) -> None:
    async with server.connect() as publisher, server.connect() as slow, server.connect() as quick:
        await slow.watch()
        await quick.watch()
        await publisher.publish(MAIN)
        slow.socket.transport.pause_reading()
        pictures = PacketMaker(MAIN)
        await publish_until(lambda: server.hub.lag().viewers > 0, publisher, pictures, quick)
        behind_since = pictures.group
        await publish_until(lambda: pictures.group > behind_since + 20, publisher, pictures, quick)
        assert server.hub.lag().bytes <= 1_000_000
        slow.socket.transport.resume_reading()
        skipped = await slow.expect(Skipped)
        assert skipped.groups > 0
        packets: list[Packet] = []
        while not packets or packets[-1].group < pictures.group:
            packets = await slow.packets()
        assert server.hub.counters.skipped_groups >= skipped.groups
        await publish_until(lambda: server.hub.lag().viewers == 0, publisher, pictures, quick, slow)


@LOOPS
@TRANSPORTS
def test_a_join_gets_a_large_group_whole(run: Run, tls: bool, tmp_path: Path) -> None:
    async def scene() -> None:
        async with (
            live_server(certificate=certificate(tmp_path, tls)) as server,
            server.connect() as publisher,
            server.connect() as first,
            server.connect() as late,
        ):
            await first.watch()
            await publisher.publish(MAIN)
            pictures = PacketMaker(MAIN)
            sent = [pictures.key(b"k" * 500_000), *(pictures.delta(b"d" * 100_000) for _ in range(20))]
            for packet in sent:
                await publisher.send_packets(packet)
                await first.packets()
            await late.watch()
            received = [packet for _ in sent for packet in await late.packets()]
            assert [packet.payload for packet in received] == [packet.payload for packet in sent]

    run(scene())
