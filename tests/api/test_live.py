import asyncio
import struct
from collections import Counter
from typing import cast

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from footlight.api.live import LiveLimits
from footlight.errors import KeyRevokedError
from footlight.hub.limits import HubLimits
from footlight.model.channel import ChannelName
from footlight.model.packet import Packet
from footlight.model.units import Micros
from footlight.wire.control import (
    MAX_CONTROL,
    VERSION,
    Bye,
    Hello,
    Keyframe,
    Ping,
    Pong,
    State,
    Stats,
    Subscribe,
    Tracks,
    Welcome,
    track_info,
)
from tests.api.live_server import OTHER_KEY, Client, live_server
from tests.fakes.media import MAIN, SOUND, PacketMaker

POLICY_VIOLATION = 1008
RESTARTING = 1012
HANDSHAKE = (
    b"GET /live/lobby HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: footlight.1\r\n\r\n"
)
HELLO = b'{"type":"hello","version":1,"role":"watch"}'


async def bye(client: Client) -> tuple[str, bool, int]:
    """The code of the bye, whether to come back, and the code of the close."""
    message = await client.expect(Bye)
    return message.code, message.retry, await client.closed()


async def test_a_viewer_of_a_crowd_gets_bundles_where_the_server_is_busy_and_is_told() -> None:
    async with (
        live_server() as server, server.connect() as publisher, server.connect() as crowd, server.connect() as normal
    ):  # fmt: skip
        now = server.clock.now()
        for step in range(1, 4):
            server.hub.load.measured(1.0, lambda: Counter({("crowd", 33): 1}), Micros(now + step * 1_000_000))
        await publisher.publish(MAIN)
        await crowd.send(Hello(VERSION, "watch", latency="crowd"))
        await normal.watch()
        assert (await crowd.expect(Stats)).bundle_us == 250_000
        assert (await normal.expect(Stats)).bundle_us == 0
        pictures = PacketMaker(MAIN)
        await publisher.send_packets(pictures.key(b"key"))
        sizes: list[int] = []
        for _ in range(20):
            await publisher.send_packets(pictures.delta())
            await asyncio.sleep(0.02)
        while sum(sizes) < 15:
            sizes.append(len(await crowd.packets()))
        assert max(sizes) > 1
        assert {len(await normal.packets()) for _ in range(21)} == {1}


async def test_a_viewer_sees_what_a_publisher_sends() -> None:
    async with live_server() as server, server.connect() as publisher, server.connect() as viewer:
        await viewer.watch()
        assert (await viewer.expect(State)).state == "offline"
        welcome = await publisher.publish(MAIN, SOUND)
        live = await viewer.expect(State)
        assert (live.state, live.broadcast) == ("live", welcome.broadcast)
        tracks = await viewer.expect(Tracks)
        assert tracks.tracks == [track_info(MAIN), track_info(SOUND)]
        pictures, sounds = PacketMaker(MAIN), PacketMaker(SOUND)
        await publisher.send_packets(sounds.key(b"sound"))
        await publisher.send_packets(pictures.key(b"picture"))
        assert [packet.payload for packet in await viewer.packets()] == [b"sound", b"picture"]


async def test_a_late_viewer_gets_the_current_group_at_once() -> None:
    async with live_server() as server, server.connect() as publisher, server.connect() as first:
        await first.watch()
        await publisher.publish(MAIN)
        pictures = PacketMaker(MAIN)
        await publisher.send_packets(pictures.key(b"key"))
        await publisher.send_packets(pictures.delta(b"delta"))
        await first.packets()
        await first.packets()
        async with server.connect() as late:
            await late.watch()
            assert [(await late.packets())[0].payload for _ in range(2)] == [b"key", b"delta"]


async def test_many_packets_in_one_message_all_arrive() -> None:
    async with live_server() as server, server.connect() as publisher, server.connect() as viewer:
        await viewer.watch()
        await publisher.publish(MAIN)
        pictures = PacketMaker(MAIN)
        sent = [pictures.key(b"k" * 70_000), *(pictures.delta(b"d" * 9_000) for _ in range(50))]
        await publisher.send_packets(*sent)
        received: list[Packet] = []
        while len(received) < len(sent):
            received += await viewer.packets()
        assert [packet.payload for packet in received] == [packet.payload for packet in sent]


async def test_capture_times_are_told_in_the_clock_of_the_server() -> None:
    ahead = 3_600_000_000
    async with live_server() as server, server.connect() as publisher, server.connect() as viewer:
        await viewer.watch()
        await publisher.send(Hello(VERSION, "publish", key="fl_key", session="one"))
        ping = await publisher.expect(Ping, answer=False)
        now = server.clock.now() + ahead
        await publisher.send(Pong(ping.id, now, now))
        await publisher.send(Tracks([track_info(MAIN)]))
        before = server.clock.now()
        await publisher.send_packets(PacketMaker(MAIN).key(captured_at=before + ahead))
        (packet,) = await viewer.packets()
        assert abs(packet.captured_at - before) < 1_000_000


async def test_without_a_pong_the_capture_time_is_that_of_arrival() -> None:
    async with live_server() as server, server.connect() as publisher, server.connect() as viewer:
        await viewer.watch()
        await publisher.send(Hello(VERSION, "publish", key="fl_key", session="one"))
        await publisher.send(Tracks([track_info(MAIN)]))
        before = server.clock.now()
        await publisher.send_packets(PacketMaker(MAIN).key(captured_at=5))
        (packet,) = await viewer.packets()
        assert before <= packet.captured_at <= server.clock.now()


async def test_a_viewer_compares_its_clock_by_ping() -> None:
    async with live_server() as server, server.connect() as viewer:
        await viewer.watch()
        before = server.clock.now()
        await viewer.send(Ping(7))
        pong = await viewer.expect(Pong)
        assert pong.id == 7
        assert before <= pong.received_at <= pong.sent_at <= server.clock.now()


async def test_a_publisher_is_told_of_its_viewers() -> None:
    async with live_server() as server, server.connect() as viewer, server.connect() as publisher:
        await viewer.watch()
        await publisher.publish(MAIN)
        assert await publisher.expect(Stats) == Stats(viewers=1)


async def test_a_publisher_is_asked_for_a_keyframe_where_a_viewer_joins_without_a_group() -> None:
    async with live_server() as server, server.connect() as publisher, server.connect() as viewer:
        await publisher.publish(MAIN)
        await viewer.watch()
        assert await publisher.expect(Keyframe) == Keyframe()


async def test_a_second_publisher_is_refused_and_the_first_goes_on() -> None:
    async with (
        live_server() as server,
        server.connect() as first,
        server.connect() as second,
        server.connect() as viewer,
    ):
        await viewer.watch()
        await first.publish(MAIN)
        await viewer.expect(Tracks)
        await second.send(Hello(VERSION, "publish", key=OTHER_KEY, session="two"))
        assert await bye(second) == ("channel_busy", False, POLICY_VIOLATION)
        await first.send_packets(PacketMaker(MAIN).key(b"still here"))
        assert (await viewer.packets())[0].payload == b"still here"


async def test_a_publisher_may_take_over() -> None:
    async with live_server() as server, server.connect() as first, server.connect() as second:
        await first.publish(MAIN)
        welcome = await second.publish(MAIN, key=OTHER_KEY, session="two", take_over=True)
        assert not welcome.resumed
        assert await bye(first) == ("taken_over", False, POLICY_VIOLATION)


async def test_a_publisher_that_dropped_out_gets_its_broadcast_back_and_viewers_stay() -> None:
    async with live_server() as server, server.connect() as viewer:
        await viewer.watch()
        async with server.connect() as publisher:
            welcome = await publisher.publish(MAIN)
            assert [(await viewer.expect(State)).state for _ in range(2)] == ["offline", "live"]
            publisher.socket.transport.abort()
            assert (await viewer.expect(State)).state == "away"
        async with server.connect() as publisher:
            again = await publisher.publish(MAIN)
            assert (again.resumed, again.broadcast) == (True, welcome.broadcast)
            assert (await viewer.expect(State)).state == "live"


async def test_a_publisher_says_bye_and_its_broadcast_ends() -> None:
    async with live_server() as server, server.connect() as viewer, server.connect() as publisher:
        await viewer.watch()
        await publisher.publish(MAIN)
        await viewer.expect(Tracks)
        await publisher.send(Bye("done"))
        assert (await viewer.expect(State)).state == "ended"
        assert await publisher.closed() == 1000


async def test_revoking_the_key_ends_the_broadcast_at_once() -> None:
    async with live_server() as server, server.connect() as viewer, server.connect() as publisher:
        await viewer.watch()
        await publisher.publish(MAIN)
        await viewer.expect(Tracks)
        await server.hub.withdraw(ChannelName("lobby"), {"key"}, KeyRevokedError("no more"))
        assert await bye(publisher) == ("key_revoked", False, POLICY_VIOLATION)
        assert (await viewer.expect(State)).state == "ended"


@pytest.mark.parametrize("key", ["wrong", None])
async def test_a_wrong_key_is_refused(key: str | None) -> None:
    async with live_server() as server, server.connect() as publisher:
        await publisher.send(Hello(VERSION, "publish", key=key, session="one"))
        assert await bye(publisher) == ("key_invalid", False, POLICY_VIOLATION)


@pytest.mark.parametrize("channel", ["cellar", "No%20Channel"])
@pytest.mark.parametrize("role", ["watch", "publish"])
async def test_a_channel_that_nobody_made_is_refused(channel: str, role: str) -> None:
    async with live_server() as server, server.connect(channel) as client:
        await client.send(Hello(VERSION, "publish" if role == "publish" else "watch", key="fl_key"))
        assert await bye(client) == ("channel_unknown", False, POLICY_VIOLATION)


async def test_a_client_that_says_nothing_is_let_go() -> None:
    async with live_server(limits=LiveLimits(hello_seconds=0.05)) as server, server.connect() as client:
        assert await bye(client) == ("hello_timeout", True, POLICY_VIOLATION)


async def test_another_version_is_refused() -> None:
    async with live_server() as server, server.connect() as client:
        await client.send(Hello(2, "watch"))
        assert await bye(client) == ("version_unsupported", False, POLICY_VIOLATION)


@pytest.mark.parametrize("subprotocols", [None, ["chat"]])
async def test_who_does_not_offer_the_subprotocol_gets_an_answer_in_http(subprotocols: list[str] | None) -> None:
    async with live_server() as server:
        offered = [Subprotocol(name) for name in subprotocols] if subprotocols else None
        with pytest.raises(InvalidStatus) as refused:
            await connect(f"ws://127.0.0.1:{server.port}/live/lobby", subprotocols=offered)
        response = refused.value.response
        assert response.status_code == 426
        assert b"version_unsupported" in response.body
        assert b"footlight.1" in response.body


@pytest.mark.parametrize(
    "first", ["", "{", "[]", '{"type":"ping","id":1}', '{"type":"mystery"}', '{"type":"hello"}', b"\x00" * 40]
)
async def test_what_is_no_hello_is_refused(first: str | bytes) -> None:
    async with live_server() as server, server.connect() as client:
        await client.socket.send(first)
        assert await bye(client) == ("protocol_violation", False, POLICY_VIOLATION)


async def test_an_oversized_hello_is_refused() -> None:
    async with live_server() as server, server.connect() as client:
        await client.socket.send("x" * (MAX_CONTROL + 1))
        assert (await client.expect(Bye)).code == "message_too_large"
        assert await client.closed() == 1009


async def test_an_oversized_message_of_a_publisher_is_refused() -> None:
    async with live_server(limits=LiveLimits(max_message=100_000)) as server, server.connect() as publisher:
        assert (await publisher.publish(MAIN)).max_message == 100_000
        await publisher.send_packets(PacketMaker(MAIN).key(b"x" * 100_000))
        assert (await publisher.expect(Bye)).code == "message_too_large"


async def test_text_that_is_not_utf_8_is_refused() -> None:
    async with live_server() as server, server.connect() as viewer:
        await viewer.watch()
        await viewer.socket.send(b"\xff\xfe", text=True)
        assert await bye(viewer) == ("protocol_violation", False, POLICY_VIOLATION)


async def test_what_is_no_websocket_frame_is_refused_and_others_do_not_notice() -> None:
    async with live_server() as server, server.connect() as bad, server.connect() as good:
        await bad.watch()
        await good.watch()
        bad.socket.transport.write(b"\xff\xff\xff\xff")
        assert (await bad.expect(Bye)).code == "protocol_violation"
        await good.send(Ping(1))
        await good.expect(Pong)


async def test_media_from_a_viewer_is_refused() -> None:
    async with live_server() as server, server.connect() as viewer:
        await viewer.watch()
        await viewer.send_packets(PacketMaker(MAIN).key())
        assert await bye(viewer) == ("protocol_violation", False, POLICY_VIOLATION)


async def test_packets_before_their_tracks_are_refused_and_the_broadcast_may_still_come_back() -> None:
    async with live_server() as server, server.connect() as publisher:
        await publisher.send(Hello(VERSION, "publish", key="fl_key", session="one"))
        await publisher.expect(Welcome)
        await publisher.send_packets(PacketMaker(MAIN).key())
        assert await bye(publisher) == ("protocol_violation", False, POLICY_VIOLATION)
        async with server.connect() as again:
            assert (await again.publish(MAIN)).resumed


async def test_packets_out_of_order_are_refused() -> None:
    async with live_server() as server, server.connect() as publisher:
        await publisher.publish(MAIN)
        pictures = PacketMaker(MAIN)
        pictures.key()
        await publisher.send_packets(pictures.delta())
        assert await bye(publisher) == ("protocol_violation", False, POLICY_VIOLATION)


async def test_a_truncated_message_of_packets_is_refused() -> None:
    async with live_server() as server, server.connect() as publisher:
        await publisher.publish(MAIN)
        await publisher.socket.send(struct.pack("!B", 1) * 39)
        assert await bye(publisher) == ("protocol_violation", False, POLICY_VIOLATION)


@pytest.mark.parametrize("pings", [False, True])
async def test_a_flood_of_messages_is_refused_and_others_do_not_notice(pings: bool) -> None:
    async with live_server() as server, server.connect() as flooding, server.connect() as good:
        await flooding.watch()
        await good.watch()
        for number in range(150):
            await (flooding.socket.ping() if pings else flooding.send(Ping(number)))
        assert await bye(flooding) == ("limit_reached", True, POLICY_VIOLATION)
        await good.send(Ping(1))
        await good.expect(Pong)


async def test_a_message_in_endless_fragments_is_refused() -> None:
    async with live_server() as server, server.connect() as client:
        masked_empty_fragment = b"\x00\x80\x00\x00\x00\x00"
        client.socket.transport.write(b"\x01\x80\x00\x00\x00\x00" + masked_empty_fragment * 2_000)
        assert (await client.expect(Bye)).code == "protocol_violation"


async def test_too_many_viewers_are_refused() -> None:
    async with live_server(HubLimits(viewers=1)) as server, server.connect() as first, server.connect() as second:
        await first.watch()
        await second.send(Hello(VERSION, "watch"))
        assert await bye(second) == ("limit_reached", True, POLICY_VIOLATION)


async def test_a_choice_of_tracks_sent_together_with_the_hello_is_heard() -> None:
    async with live_server() as server, server.connect() as publisher, server.connect() as viewer:
        await publisher.publish(MAIN, SOUND)
        await publisher.expect(Stats)
        await viewer.send(Hello(VERSION, "watch"))
        await viewer.send(Subscribe([SOUND.id]))
        await viewer.send(Ping(1))
        await viewer.expect(Pong)
        await publisher.send_packets(PacketMaker(MAIN).key(b"picture"))
        await publisher.send_packets(PacketMaker(SOUND).key(b"sound"))
        assert [packet.payload for packet in await viewer.packets()] == [b"sound"]


async def test_a_stop_says_bye_to_everybody_and_lasts_less_than_five_seconds() -> None:
    async with live_server() as server, server.connect() as viewer, server.connect() as publisher:
        await viewer.watch()
        await publisher.publish(MAIN)
        async with asyncio.timeout(5):
            server.http.finish()
            assert await bye(viewer) == ("server_stopping", True, RESTARTING)
            assert await bye(publisher) == ("server_stopping", True, RESTARTING)


async def test_a_publisher_that_sends_all_the_time_hears_the_bye_of_a_stop() -> None:
    async with live_server() as server, server.connect() as publisher:
        await publisher.publish(MAIN)
        pictures = PacketMaker(MAIN)

        async def send_for_ever() -> None:
            while True:
                await publisher.send_packets(pictures.key(b"x" * 100_000))

        sending = asyncio.create_task(send_for_ever())
        await publisher.expect(Stats)
        server.http.finish()
        assert await bye(publisher) == ("server_stopping", True, RESTARTING)
        with pytest.raises(ConnectionClosed):
            await sending


async def test_a_viewer_that_reads_nothing_is_let_go_and_others_do_not_notice() -> None:
    limits = HubLimits(stall=Micros(300_000))
    async with live_server(limits) as server, server.connect() as publisher, server.connect() as good:
        await good.watch()
        await publisher.publish(MAIN)
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(HANDSHAKE)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(bytes([0x81, 0x80 | len(HELLO), 0, 0, 0, 0]) + HELLO)
        await reader.readexactly(1)
        cast(asyncio.Transport, writer.transport).pause_reading()
        pictures = PacketMaker(MAIN)
        while server.hub.counters.stalled_viewers == 0:
            await publisher.send_packets(pictures.key(b"x" * 200_000))
            assert len((await good.packets())[0].payload) == 200_000
        assert server.hub.viewers == 1
        writer.close()
