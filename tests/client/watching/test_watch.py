"""Watching a relay that goes away, refuses, or tells strange things."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

import pytest
from websockets.asyncio.server import ServerConnection

from footlight.client.events import (
    Connected,
    Event,
    GroupsSkipped,
    Lost,
    PacketsReceived,
    StateChanged,
    TracksChanged,
    ViewersCounted,
)
from footlight.client.url import parse_url
from footlight.client.watching.watch import Watch
from footlight.clock import SystemClock
from footlight.e2ee.mediakeys import MediaSecret
from footlight.e2ee.session import Sealing
from footlight.errors import (
    ChannelUnknownError,
    FootlightError,
    KeyInvalidError,
    MessageTooLargeError,
    NotEncryptedError,
    ProtocolViolationError,
    SecretMissingError,
    SecretWrongError,
)
from footlight.model.packet import Packet
from footlight.wire.control import (
    Bye,
    Hello,
    Keyframe,
    Ping,
    Pong,
    Skipped,
    State,
    Stats,
    Tracks,
    Welcome,
    decode_control,
    track_info,
)
from footlight.wire.packets import encode_packets
from tests.client.media import packet, track
from tests.fakes.relay import Relay, Script, refusing, relay, say


def watch(server: Relay, secret: MediaSecret | None = None) -> Watch:
    return Watch(parse_url(server.url), SystemClock(), secret=secret)


async def first(events: AsyncGenerator[Event, None], number: int) -> list[Event]:
    async with asyncio.timeout(20):
        return [await anext(events) for _ in range(number)]


async def test_everything_that_happens_is_told_in_order() -> None:
    async def tell(_relay: Relay, connection: ServerConnection, _hello: Hello) -> None:
        await say(connection, Welcome("relay"))
        await say(connection, State("live", broadcast="b"))
        await say(connection, Tracks([track_info(track())], broadcast="b"))
        await connection.send(bytes(encode_packets([packet(0, 0), packet(0, 1)])))
        await say(connection, Stats(viewers=3))
        await say(connection, Skipped(2))
        await connection.send('{"type":"of a later version"}')
        await say(connection, State("away", broadcast="b"))
        await connection.wait_closed()

    async with relay(tell) as server, aclosing(watch(server).events()) as events:
        told = await first(events, 7)
        assert isinstance(told[0], Connected)
        assert told[1:3] == [StateChanged("live", "b"), TracksChanged("b", (track(),))]
        assert isinstance(told[3], PacketsReceived)
        assert told[3].packets == [packet(0, 0), packet(0, 1)]
        assert told[4:] == [ViewersCounted(3), GroupsSkipped(2), StateChanged("away", "b")]


async def test_clocks_are_compared_as_soon_as_the_server_greets() -> None:
    async def tell(_relay: Relay, connection: ServerConnection, _hello: Hello) -> None:
        await say(connection, Welcome("relay"))
        ping = decode_control(await connection.recv(decode=True))
        assert isinstance(ping, Ping)
        ahead = SystemClock().now() + 3_600_000_000
        await say(connection, Pong(ping.id, ahead, ahead))
        await say(connection, State("offline"))
        await connection.wait_closed()

    async with relay(tell) as server:
        watching = watch(server)
        async with aclosing(watching.events()) as events:
            await first(events, 2)
            assert abs(watching.sync.offset - 3_600_000_000) < 1_000_000
            for connection in list(server.connections):
                connection.transport.abort()
            [lost] = await first(events, 1)
            assert isinstance(lost, Lost)
            assert not watching.sync.ready, "the clock of a server that is gone"


async def test_a_lost_connection_is_told_and_made_again() -> None:
    async with relay() as server, aclosing(watch(server).events()) as events:
        await first(events, 2)
        for connection in list(server.connections):
            connection.transport.abort()
        told = await first(events, 3)
        assert [type(event) for event in told] == [Lost, Connected, StateChanged]
        assert isinstance(told[0], Lost)
        assert (told[0].error.code, told[0].retry_in) == ("connection_failed", 50_000)
        for connection in list(server.connections):
            connection.transport.abort()
        [again] = await first(events, 1)
        assert isinstance(again, Lost)
        assert again.retry_in == 50_000


async def test_a_server_that_says_goodbye_for_a_while_is_waited_for() -> None:
    left = asyncio.Event()

    async def stop(server: Relay, connection: ServerConnection, _hello: Hello) -> None:
        await say(connection, Welcome("relay"))
        if len(server.hellos) == 1:
            await say(connection, Bye("server_stopping", "in a moment", retry=True))
        await connection.wait_closed()
        left.set()

    async with relay(stop) as server, aclosing(watch(server).events()) as events:
        told = await first(events, 3)
        assert [type(event) for event in told] == [Connected, Lost, Connected]
        assert isinstance(told[1], Lost)
        assert told[1].error.code == "server_stopping"
        async with asyncio.timeout(20):
            await left.wait()


async def test_what_is_told_to_a_server_that_is_gone_is_let_fall() -> None:
    async with relay() as server:
        watching = watch(server)
        async with aclosing(watching.events()) as events:
            await first(events, 2)
            for connection in list(server.connections):
                connection.transport.abort()
                await connection.wait_closed()
            for _ in range(10):
                await watching.request_keyframe()
                await watching.report(None, 0)
            assert isinstance((await first(events, 1))[0], Lost)


async def test_it_says_how_soon_it_wants_what_comes_and_shows_its_key() -> None:
    async with relay() as server:
        watching = Watch(parse_url(server.url), SystemClock(), latency="interactive", key="a key")
        async with aclosing(watching.events()) as events:
            await first(events, 1)
        assert (server.hellos[0].latency, server.hellos[0].key) == ("interactive", "a key")


async def test_an_unknown_channel_is_told_and_not_tried_again() -> None:
    async with relay(refusing("channel_unknown", "no channel lobby")) as server:
        with pytest.raises(ChannelUnknownError, match="no channel lobby"):
            await first(watch(server).events(), 1)
        assert len(server.hellos) == 1


async def test_who_is_refused_for_good_later_on_leaves_too() -> None:
    async def refuse(_relay: Relay, connection: ServerConnection, _hello: Hello) -> None:
        await say(connection, Welcome("relay"))
        await say(connection, Bye("key_invalid", "another key"))
        await connection.wait_closed()

    async with relay(refuse) as server, aclosing(watch(server).events()) as events:
        assert isinstance((await first(events, 1))[0], Connected)
        with pytest.raises(KeyInvalidError, match="another key"):
            await first(events, 1)


async def test_what_a_server_says_cannot_play_with_the_terminal() -> None:
    async with relay(refusing("channel_unknown", "\x1b[2J\x07gone")) as server:
        with pytest.raises(ProtocolViolationError) as raised:
            await first(watch(server).events(), 1)
        assert str(raised.value).isprintable()


@pytest.mark.parametrize(
    ("message", "error"),
    [
        (b"", ProtocolViolationError),
        (b"short", ProtocolViolationError),
        ("not json", ProtocolViolationError),
        ("x" * 70_000, MessageTooLargeError),
    ],
)
async def test_what_breaks_the_protocol_ends_the_connection_and_not_the_watching(
    message: str | bytes, error: type[Exception]
) -> None:
    async def break_it(_relay: Relay, connection: ServerConnection, _hello: Hello) -> None:
        await say(connection, Welcome("relay"))
        await connection.send(message)
        await connection.wait_closed()

    async with relay(break_it) as server, aclosing(watch(server).events()) as events:
        told = await first(events, 3)
        assert isinstance(told[1], Lost)
        assert isinstance(told[1].error, error)
        assert isinstance(told[2], Connected)


async def test_with_a_connection_its_pings_end() -> None:
    async with relay() as server, aclosing(watch(server).events()) as events:
        await first(events, 2)
        for connection in list(server.connections):
            connection.transport.abort()
        await first(events, 2)
        pinging = [task for task in asyncio.all_tasks() if task.get_name() == "footlight-watch-ping"]
        assert sum(not task.cancelling() for task in pinging) == 1


async def test_closing_says_goodbye() -> None:
    async with relay() as server:
        events = watch(server).events()
        await first(events, 2)
        await events.aclose()
        await server.until(lambda: Bye("done") in server.received)


async def test_a_viewer_may_ask_for_a_keyframe_and_report() -> None:
    async with relay() as server:
        watching = watch(server)
        await watching.request_keyframe()
        async with aclosing(watching.events()) as events:
            await first(events, 2)
            await watching.request_keyframe()
            await watching.report(None, 4)
            await server.until(lambda: {Keyframe(), Stats(dropped_groups=4)} <= set(server.received))


def encrypted(sealing: Sealing, *messages: list[Packet]) -> Script:
    async def tell(_relay: Relay, connection: ServerConnection, _hello: Hello) -> None:
        await say(connection, Welcome("relay"))
        await say(connection, Tracks([track_info(one) for one in sealing.describe([track()])], broadcast="b"))
        for message in messages:
            await connection.send(bytes(encode_packets(message)))
        await connection.wait_closed()

    return tell


async def test_what_was_sealed_comes_out_as_it_was_on_every_connection() -> None:
    sealing = Sealing(MediaSecret(b"right"))
    script = encrypted(sealing, [sealing.seal(packet(0, 0)), sealing.seal(packet(0, 1))])
    async with relay(script) as server, aclosing(watch(server, MediaSecret(b"right")).events()) as events:
        for _ in range(2):
            told = await first(events, 3)
            assert told[1] == TracksChanged("b", (track(),))
            assert isinstance(told[2], PacketsReceived)
            assert told[2].packets == [packet(0, 0), packet(0, 1)]
            for connection in list(server.connections):
                connection.transport.abort()
            assert isinstance((await first(events, 1))[0], Lost)


async def test_what_was_changed_on_its_way_is_counted_and_never_told() -> None:
    sealing = Sealing(MediaSecret(b"right"))
    good, bad = sealing.seal(packet(0, 0)), sealing.seal(packet(0, 1))
    script = encrypted(sealing, [packet(7)], [replace(bad, group=1)], [good, replace(bad, payload=good.payload)])
    async with relay(script) as server:
        watching = watch(server, MediaSecret(b"right"))
        async with aclosing(watching.events()) as events:
            told = await first(events, 3)
            assert isinstance(told[2], PacketsReceived)
            assert told[2].packets == [packet(0, 0)]
            assert watching.tampered == 3


@pytest.mark.parametrize(
    ("secret", "error"), [(None, SecretMissingError), (MediaSecret(b"wrong"), SecretWrongError)], ids=["none", "wrong"]
)
async def test_without_the_right_secret_it_ends_at_once(
    secret: MediaSecret | None, error: type[FootlightError]
) -> None:
    async with relay(encrypted(Sealing(MediaSecret(b"right")))) as server:
        async with aclosing(watch(server, secret).events()) as events:
            with pytest.raises(error):
                await first(events, 2)
        assert len(server.hellos) == 1


async def test_with_a_secret_a_broadcast_that_is_not_encrypted_is_refused() -> None:
    async def tell(_relay: Relay, connection: ServerConnection, _hello: Hello) -> None:
        await say(connection, Welcome("relay"))
        await say(connection, Tracks([track_info(track())], broadcast="b"))
        await connection.wait_closed()

    async with relay(tell) as server, aclosing(watch(server, MediaSecret(b"right")).events()) as events:
        with pytest.raises(NotEncryptedError):
            await first(events, 2)
