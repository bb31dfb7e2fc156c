"""An answer without end on one HTTP connection, on the event loops and transports that servers run on."""

import asyncio
import datetime
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path

import pytest
import uvloop

from footlight.api.certificate import kept_certificate
from footlight.hub.limits import HubLimits
from footlight.hub.publisher import Publisher
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from tests.api.live_server import Certificate, LiveServer, live_server
from tests.fakes.outlet import FakeLink
from tests.fakes.player import LargePictures, payloads, playing, real_track

Run = Callable[[Coroutine[None, None, None]], None]

LOOPS = pytest.mark.parametrize("run", [asyncio.run, uvloop.run])
TRANSPORTS = pytest.mark.parametrize("tls", [False, True])
LARGE = 200_000


def certificate(folder: Path, tls: bool) -> Certificate | None:
    return kept_certificate(folder, "127.0.0.1", datetime.datetime.now(datetime.UTC)) if tls else None


def go_live(server: LiveServer) -> tuple[Publisher, LargePictures]:
    publisher = server.hub.open(ChannelName("lobby"), "key", "one", False, FakeLink())
    publisher.set_tracks([real_track()])
    return publisher, LargePictures(real_track())


async def publish_until(
    done: Callable[[], bool],
    server: LiveServer,
    publisher: Publisher,
    pictures: LargePictures,
    pause: float = 0.001,
    reader: bytearray | None = None,
) -> None:
    """A group of one large picture, a pause of so many seconds, and again.

    Args:
        reader: what somebody got who shall get all: who is left no time to read on a busy machine lags too.
    """
    async with asyncio.timeout(20):
        while True:
            if reader is None or reader.endswith(pictures.group.to_bytes(4, "big")):
                if done():
                    return
                publisher.publish(pictures.key(LARGE, server.clock.now()))
            await asyncio.sleep(pause)


@LOOPS
@TRANSPORTS
def test_who_does_not_read_lags_alone_and_skips_whole_groups_when_it_reads_again(
    run: Run, tls: bool, tmp_path: Path
) -> None:
    async def scene() -> None:
        limits = HubLimits(lag_bytes=1_000_000)
        async with live_server(limits, certificate=certificate(tmp_path, tls)) as server:
            publisher, pictures = go_live(server)
            publisher.publish(pictures.key(LARGE, server.clock.now()))
            async with playing(server.port, tls=tls) as slow, playing(server.port, tls=tls) as quick:
                got = bytearray()
                reading = asyncio.create_task(quick.rest(got))
                publish = partial(publish_until, server=server, publisher=publisher, pictures=pictures, reader=got)
                await publish(lambda: server.hub.lag().viewers > 0)
                behind_since = pictures.group
                await publish(lambda: pictures.group > behind_since + 30)
                assert server.hub.lag().bytes <= 1_000_000
                rest = asyncio.create_task(slow.rest())
                await publish(lambda: server.hub.counters.skipped_groups > 0)
                again = pictures.group
                await publish(lambda: pictures.group > again + 30, pause=0.02)
                last = pictures.group
                publisher.end()
                seen = [int.from_bytes(each[-4:], "big") for each in payloads(await rest)]
                assert seen == sorted(set(seen))
                assert len(seen) < last
                assert seen[-1] > again
                whole = [int.from_bytes(each[-4:], "big") for each in payloads(await reading)]
                assert whole == list(range(last))

    run(scene())


@LOOPS
@TRANSPORTS
def test_who_never_reads_is_let_go(run: Run, tls: bool, tmp_path: Path) -> None:
    async def scene() -> None:
        limits = HubLimits(lag_bytes=1_000_000, stall=Micros(500_000))
        async with live_server(limits, certificate=certificate(tmp_path, tls)) as server:
            publisher, pictures = go_live(server)
            publisher.publish(pictures.key(LARGE, server.clock.now()))
            async with playing(server.port, tls=tls) as player:
                await publish_until(lambda: server.hub.counters.stalled_viewers == 1, server, publisher, pictures)
                assert server.hub.viewers == 0
                await player.rest()
                assert player.reader.at_eof() or player.reader.exception() is not None

    run(scene())


@LOOPS
def test_who_goes_away_is_no_viewer_any_more(run: Run) -> None:
    async def scene() -> None:
        async with live_server() as server:
            publisher, pictures = go_live(server)
            publisher.publish(pictures.key(LARGE, server.clock.now()))
            async with playing(server.port) as player:
                await player.read(10)
                assert server.hub.viewers == 1
            await publish_until(lambda: server.hub.viewers == 0, server, publisher, pictures)

    run(scene())


@LOOPS
@TRANSPORTS
def test_who_does_not_read_the_end_is_cut_off_soon(run: Run, tls: bool, tmp_path: Path) -> None:
    async def scene() -> None:
        async with live_server(certificate=certificate(tmp_path, tls)) as server:
            publisher, pictures = go_live(server)
            publisher.publish(pictures.key(LARGE, server.clock.now()))
            async with playing(server.port, tls=tls):
                await publish_until(lambda: server.hub.lag().viewers > 0, server, publisher, pictures)
                publisher.end()
                connections = server.http.server_state.connections
                await publish_until(lambda: not connections, server, publisher, pictures)

    run(scene())


async def test_a_stream_may_follow_another_request_on_a_connection() -> None:
    async with live_server() as server:
        publisher, pictures = go_live(server)
        publisher.publish(pictures.key(LARGE, server.clock.now()))
        async with playing(server.port, "/live/nowhere.ts") as player:
            await player.reader.readexactly(int(player.headers["content-length"]))
            player.writer.write(b"GET /live/lobby.ts HTTP/1.1\r\nhost: localhost\r\n\r\n")
            assert (await player.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
            assert (await player.read(1))[0] == 0x47


async def test_a_stream_with_another_request_behind_it_is_refused() -> None:
    async with live_server() as server:
        go_live(server)
        async with playing(server.port, more=b"GET /live/lobby.ts HTTP/1.1\r\nhost: localhost\r\n\r\n") as player:
            assert player.status == 400
            assert b"protocol_violation" in await player.reader.readexactly(int(player.headers["content-length"]))


async def test_what_is_sent_behind_a_stream_is_let_fall_and_too_much_of_it_ends_it() -> None:
    async with live_server() as server:
        publisher, pictures = go_live(server)
        publisher.publish(pictures.key(LARGE, server.clock.now()))
        async with playing(server.port) as player:
            await player.read(10)
            player.writer.write(b"GET /live/nowhere.ts HTTP/1.1\r\nhost: localhost\r\n\r\n")
            await player.read(10)
            player.writer.write(bytes(100_000))
            await player.rest()
            assert server.hub.viewers == 0


async def test_a_server_that_stops_ends_its_streams() -> None:
    async with live_server() as server:
        publisher, pictures = go_live(server)
        publisher.publish(pictures.key(LARGE, server.clock.now()))
        async with playing(server.port) as player:
            await player.read(1)
            server.http.finish()
            await player.rest()
            assert server.hub.viewers == 0
