"""The load generator in C against a hub that gathers packets."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from footlight.bench.compiling import compile_program
from footlight.bench.crowd import crowd
from footlight.bench.publisher import Load, SyntheticPublisher
from footlight.bench.server import LOAD_CORE
from footlight.model.channel import ChannelName
from footlight.model.latency import LatencyClass
from footlight.model.units import Micros
from tests.api.live_server import LiveServer, live_server
from tests.fakes.media import MAIN
from tests.fakes.outlet import FakeLink

LOBBY = ChannelName("lobby")


async def publish(server: LiveServer) -> None:
    """30 pictures a second, for ever."""
    source = SyntheticPublisher(Load(), server.clock)
    publisher = server.hub.open(LOBBY, "key", "one", False, FakeLink())
    publisher.set_tracks([MAIN])
    while True:
        publisher.publish(source.next_packet())
        await asyncio.sleep(1 / 30)


def widen(server: LiveServer) -> None:
    """As wide for the crowd as can be; nobody else is in a hurry here."""
    now = server.clock.now()
    for step in range(1, 4):
        server.hub.load.measured(1.0, lambda: Counter({("crowd", 33): 1}), Micros(now + step * 1_000_000))


@pytest.mark.parametrize("latency", ["crowd", "interactive"])
async def test_every_packet_of_a_bundle_is_counted_also_where_its_bytes_are_not_read(
    tmp_path: Path, latency: LatencyClass
) -> None:
    generator = await compile_program("viewers", tmp_path)
    async with live_server() as server:
        publishing = asyncio.create_task(publish(server))
        widen(server)
        async with crowd(generator, server.port, LOBBY, LOAD_CORE, latency) as viewers:
            await viewers.gather(10)
            seen = (await viewers.measure(1.5)).ordinary
        publishing.cancel()

    assert seen.missing == 0
    assert seen.packets > 10 * 20
    assert seen.bytes > seen.packets * 8_000
    assert (seen.packets > 4 * seen.messages) == (latency == "crowd")
