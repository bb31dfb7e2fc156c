"""What players and pages that other people wrote get of a channel, over real HTTP."""

import asyncio
from dataclasses import replace

import pytest

from footlight.delivery import ts
from footlight.hub.limits import HubLimits
from footlight.hub.publisher import Publisher
from footlight.model.channel import ChannelName
from footlight.model.packet import Packet
from footlight.model.track import Encryption, Track
from tests.api.live_server import LiveServer, live_server
from tests.fakes.http import Answer, ask
from tests.fakes.media import PacketMaker
from tests.fakes.outlet import FakeLink
from tests.fakes.player import LargePictures, payloads, playing, real_track
from tests.wire import media

STREAM = "/live/lobby.ts"
PICTURE = "/live/lobby.jpg"
SECRET = Encryption(bytes(16), bytes(8))
JPEG = Track(0, "video", "main", "jpeg", b"", 90_000, width=64, height=32, fps=30.0)


def go_live(server: LiveServer, *tracks: Track, session: str = "one", take_over: bool = False) -> Publisher:
    publisher = server.hub.open(ChannelName("lobby"), "key", session, take_over, FakeLink())
    publisher.set_tracks(tracks or (real_track(),))
    return publisher


def pictures_of_now(server: LiveServer) -> tuple[Track, list[Packet]]:
    track, packets = media.pictures()
    return track, [replace(packet, captured_at=server.clock.now()) for packet in packets]


async def viewers(server: LiveServer, wanted: int) -> None:
    """Wait until the server has so many."""
    async with asyncio.timeout(5):
        while server.hub.viewers != wanted:  # noqa: ASYNC110 - a hub tells nobody
            await asyncio.sleep(0.01)


def refused(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.json()["error"]["code"]


async def test_every_viewer_gets_the_same_bytes_without_chunks_until_the_broadcast_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # On a busy machine both may come when the group is old, and would wait for another one: until there is none.
    monkeypatch.setattr(ts, "_YOUNG_GROUP", 60_000_000)
    async with live_server() as server:
        track, packets = pictures_of_now(server)
        publisher = go_live(server, track)
        publisher.publish(packets[0])
        async with playing(server.port) as one, playing(server.port) as other:
            assert one.status == 200
            assert one.headers["content-type"] == "video/mp2t"
            assert one.headers["connection"] == "close"
            assert not {"transfer-encoding", "content-length"} & set(one.headers)
            assert server.hub.viewers == 2
            for packet in packets[1:]:
                publisher.publish(packet)
            publisher.end()
            stream = await one.rest()
            assert stream == await other.rest()
            assert len(payloads(stream)) == len(packets) - 1
        assert server.hub.viewers == 0


@pytest.mark.parametrize("path", [STREAM, PICTURE])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_channel_that_is_none_is_not_found(path: str, method: str) -> None:
    async with live_server() as server:
        for name in ("nowhere", "Not%20One"):
            answer = await ask(server.port, path.replace("lobby", name), method)
            assert answer.status == 404
            assert method == "HEAD" or refused(answer) == (404, "channel_unknown")


async def test_a_head_tells_what_a_get_would_without_a_length() -> None:
    async with live_server() as server:
        assert (await ask(server.port, STREAM, "HEAD")).status == 404
        go_live(server)
        answer = await ask(server.port, STREAM, "HEAD")
        assert (answer.status, answer.headers["content-type"], answer.body) == (200, "video/mp2t", b"")
        assert "content-length" not in answer.headers
        assert server.hub.viewers == 0


async def test_a_player_that_is_early_waits_for_the_broadcast_as_a_viewer() -> None:
    async with live_server() as server:
        waiting = asyncio.create_task(_first_packet(server))
        await viewers(server, 1)
        publisher = go_live(server)
        publisher.publish(LargePictures(real_track()).key(1_000, server.clock.now()))
        assert (await waiting)[0] == 0x47


async def _first_packet(server: LiveServer) -> bytes:
    async with playing(server.port) as player:
        return await player.read(1)


async def test_a_player_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ts, "_WAIT_SECONDS", 0.01)
    async with live_server() as server:
        assert refused(await ask(server.port, STREAM)) == (404, "channel_offline")
        assert server.hub.viewers == 0


async def test_a_player_that_gives_up_waiting_is_no_viewer_any_more() -> None:
    async with live_server() as server:
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /live/lobby.ts HTTP/1.1\r\nhost: localhost\r\n\r\n")
        await viewers(server, 1)
        writer.close()
        await viewers(server, 0)


async def test_a_server_that_stops_tells_so_to_a_player_that_waits() -> None:
    async with live_server() as server:
        waiting = asyncio.create_task(ask(server.port, STREAM))
        await viewers(server, 1)
        server.http.finish()
        assert refused(await waiting) == (503, "server_stopping")


async def test_one_viewer_too_many_is_refused() -> None:
    async with live_server(HubLimits(viewers=1)) as server:
        publisher = go_live(server)
        publisher.publish(LargePictures(real_track()).key(1_000, server.clock.now()))
        async with playing(server.port):
            assert refused(await ask(server.port, STREAM)) == (429, "limit_reached")


async def test_a_player_begins_with_a_young_group_as_it_stays_behind_by_what_it_begins_with() -> None:
    async with live_server() as server:
        link = FakeLink()
        publisher = server.hub.open(ChannelName("lobby"), "key", "one", False, link)
        publisher.set_tracks([real_track()])
        pictures = LargePictures(real_track())
        publisher.publish(pictures.key(1_000, server.clock.now() - 5_000_000))
        async with playing(server.port) as player:
            async with asyncio.timeout(5):
                while not link.keyframes:  # noqa: ASYNC110 - a link tells nobody
                    await asyncio.sleep(0.01)
            publisher.publish(pictures.key(1_000, server.clock.now()))
            publisher.publish(pictures.delta(1_000, server.clock.now()))
            await player.read(10)
            publisher.end()
            assert len(payloads(await player.rest())) <= 1
        assert link.keyframes == 1


async def test_a_player_does_not_wait_long_for_a_young_group() -> None:
    async with live_server() as server:
        go_live(server).publish(LargePictures(real_track()).key(1_000))
        async with playing(server.port) as player:
            assert (await player.read(1))[0] == 0x47


async def test_a_stream_pauses_while_the_publisher_is_away_and_goes_on() -> None:
    async with live_server() as server:
        track, packets = pictures_of_now(server)
        publisher = go_live(server, track)
        publisher.publish(packets[0])
        async with playing(server.port) as player:
            publisher.away()
            back = go_live(server, track)
            for packet in packets[15:]:
                back.publish(packet)
            back.end()
            assert len(payloads(await player.rest())) == 1 + len(packets[15:]) - 1


async def test_a_broadcast_that_takes_over_ends_the_stream_of_the_first() -> None:
    async with live_server() as server:
        go_live(server).publish(LargePictures(real_track()).key(1_000, server.clock.now()))
        async with playing(server.port) as player:
            go_live(server, session="two", take_over=True)
            await player.rest()
            assert server.hub.viewers == 0


async def test_what_cannot_be_carried_is_refused_in_words_before_and_ends_while_it_plays() -> None:
    async with live_server() as server:
        publisher = go_live(server)
        publisher.publish(LargePictures(real_track()).key(1_000, server.clock.now()))
        async with playing(server.port) as player:
            publisher.set_tracks([replace(JPEG, generation=1)])
            await player.rest()
        answer = await ask(server.port, STREAM)
        assert refused(answer) == (406, "codec_unsupported")
        assert "MPEG-TS" in answer.json()["error"]["message"]
        assert (await ask(server.port, STREAM, "HEAD")).status == 406


async def test_the_newest_keyframe_is_a_picture_for_any_page() -> None:
    async with live_server() as server:
        track, packets = pictures_of_now(server)
        publisher = go_live(server, track)
        assert refused(await ask(server.port, PICTURE)) == (404, "channel_offline")
        publisher.publish(packets[0])
        answer = await ask(server.port, PICTURE)
        assert answer.status == 200
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["cache-control"] == "public, max-age=2"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert (answer.body[:2], answer.body[-2:]) == (b"\xff\xd8", b"\xff\xd9")
        assert (await ask(server.port, PICTURE, "HEAD")).headers["content-length"] == str(len(answer.body))
        publisher.end()
        assert refused(await ask(server.port, PICTURE)) == (404, "channel_offline")


async def test_of_what_the_server_cannot_read_there_is_neither_a_stream_nor_a_picture() -> None:
    async with live_server() as server:
        plain = go_live(server)
        plain.publish(LargePictures(real_track()).key(1_000, server.clock.now()))
        async with playing(server.port) as player:
            sealed = go_live(server, replace(JPEG, encryption=SECRET), session="two", take_over=True)
            await player.rest()
        sealed.publish(PacketMaker(JPEG).key(b"sealed"))
        for path in (STREAM, PICTURE):
            answer = await ask(server.port, path)
            assert refused(answer) == (406, "broadcast_encrypted")
            assert "its secret" in answer.json()["error"]["message"]
            assert (await ask(server.port, path, method="HEAD")).status == 406
