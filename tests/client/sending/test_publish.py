"""Publishing to a relay that goes away, refuses, or asks for something."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from itertools import count, islice

import pytest
from websockets.asyncio.server import ServerConnection

from footlight.client.events import Connected, Lost
from footlight.client.sending import publish
from footlight.client.sending.publish import Publisher
from footlight.client.url import parse_url
from footlight.clock import SystemClock
from footlight.e2ee.mediakeys import MediaSecret
from footlight.e2ee.session import Opening
from footlight.e2ee.sframe import decode_header
from footlight.errors import ChannelBusyError, ConnectionFailedError, FootlightError, KeyInvalidError, TakenOverError
from footlight.model.clock import Clock
from footlight.model.packet import Packet
from footlight.model.units import Micros
from footlight.wire.control import (
    Bye,
    Hello,
    Keyframe,
    Ping,
    Pong,
    Stats,
    Tracks,
    Welcome,
    decode_control,
    track_from_info,
)
from footlight.wire.packets import MAX_PACKET, decode_packets
from tests.client.media import packet, track
from tests.fakes.clock import HandClock
from tests.fakes.relay import Relay, refusing, relay, say


class Publishing:
    """A publisher that runs, and what it was told."""

    def __init__(
        self, url: str, *, take_over: bool = False, clock: Clock | None = None, secret: MediaSecret | None = None
    ) -> None:
        self.events: list[Connected | Lost] = []
        self.keyframes = 0
        self.heard = asyncio.Event()
        self.publisher = Publisher(
            parse_url(url),
            "fl_key",
            clock if clock is not None else SystemClock(),
            on_keyframe=self._keyframe,
            on_event=self._event,
            take_over=take_over,
            secret=secret,
        )
        self.publisher.set_tracks([track()])

    def _keyframe(self) -> None:
        self.keyframes += 1
        self.heard.set()

    def _event(self, event: Connected | Lost) -> None:
        self.events.append(event)
        self.heard.set()

    async def until(self, kind: type[Connected | Lost], number: int = 1) -> None:
        async with asyncio.timeout(20):
            while sum(isinstance(event, kind) for event in self.events) < number:
                self.heard.clear()
                await self.heard.wait()


@asynccontextmanager
async def publishing(
    url: str, clock: Clock | None = None, *, secret: MediaSecret | None = None
) -> AsyncIterator[Publishing]:
    running = Publishing(url, clock=clock, secret=secret)
    task = asyncio.create_task(running.publisher.run())
    try:
        yield running
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def packets(server: Relay) -> list[Packet]:
    return [one for message in server.received if isinstance(message, bytes) for one in decode_packets(message)]


def pings(server: Relay) -> int:
    return sum(isinstance(one, Ping) for one in server.received)


async def test_tracks_go_first_then_packets_and_at_the_end_bye() -> None:
    async with relay() as server:
        async with publishing(server.url) as running:
            await running.until(Connected)
            running.publisher.send(packet(0, 0))
            running.publisher.send(packet(0, 1))
            await server.until(lambda: len(packets(server)) == 2)
        await server.until(lambda: Bye("done") in server.received)
        content = [one for one in server.received if not isinstance(one, Pong)]
        assert isinstance(content[0], Tracks)
        assert [one.sequence for one in packets(server)] == [0, 1]
        assert server.hellos[0].key == "fl_key"
        assert any(isinstance(one, Pong) for one in server.received)


async def test_what_cannot_be_sent_ends_the_run_and_not_the_sending_alone() -> None:
    async with relay() as server:
        running = Publishing(server.url)
        task = asyncio.create_task(running.publisher.run())
        await running.until(Connected)
        running.publisher.send(replace(packet(0, 0), duration=-1))
        async with asyncio.timeout(20):
            with pytest.raises(struct.error):
                await task


async def test_a_program_that_fails_where_it_is_told_of_a_connection_leaves_nothing_behind() -> None:
    def fail(_: Connected | Lost) -> None:
        raise ZeroDivisionError

    async with relay() as server:
        publisher = Publisher(parse_url(server.url), "fl_key", SystemClock(), on_keyframe=lambda: None, on_event=fail)
        with pytest.raises(ZeroDivisionError):
            await publisher.run()
        left = [task for task in asyncio.all_tasks() if task.get_name().startswith("footlight-publish")]
        async with asyncio.timeout(20):
            await asyncio.gather(*left, return_exceptions=True)


async def test_after_a_lost_connection_the_same_session_goes_on_at_a_keyframe() -> None:
    async with relay() as server, publishing(server.url) as running:
        await running.until(Connected)
        running.publisher.send(packet(0, 0))
        await server.until(lambda: len(packets(server)) == 1)
        asked = running.keyframes
        for connection in list(server.connections):
            connection.transport.abort()
        await running.until(Connected, 2)
        assert running.keyframes > asked
        running.publisher.send(packet(0, 1))
        running.publisher.send(packet(1, 0))
        await server.until(lambda: len(packets(server)) == 2)
        assert packets(server)[1].group == 1
        first, second = server.hellos
        assert first.session == second.session
        assert running.publisher.outbox.dropped[0] == 1
        for connection in list(server.connections):
            connection.transport.abort()
        await running.until(Lost, 2)
        assert [event.retry_in for event in running.events if isinstance(event, Lost)] == [50_000, 50_000]


async def test_while_it_is_away_nothing_is_kept_for_later() -> None:
    async def go(_relay: Relay, connection: ServerConnection, _hello: Hello) -> None:
        await say(connection, Welcome("relay", max_message=1_234_567))
        await connection.recv()
        connection.transport.abort()

    async with relay(go) as server, publishing(server.url) as running:
        await running.until(Lost)
        [connected, *_] = running.events
        assert isinstance(connected, Connected)
        assert connected.max_message == 1_234_567
        for event in (packet(1, 0), packet(1, 1)):
            running.publisher.send(event)
        assert running.publisher.outbox.bytes == 0


async def test_a_server_that_says_bye_and_does_not_close_is_left() -> None:
    left = asyncio.Event()

    async def dismiss(_relay: Relay, connection: ServerConnection, _hello: Hello) -> None:
        await say(connection, Welcome("relay"))
        await say(connection, Bye("server_stopping", retry=True))
        await connection.wait_closed()
        left.set()

    async with relay(dismiss) as server, publishing(server.url) as running:
        await running.until(Lost)
        async with asyncio.timeout(20):
            await left.wait()


async def test_its_counters_are_of_all_that_was_sent_and_of_the_newest_picture() -> None:
    clock = HandClock()
    async with relay() as server, publishing(server.url, clock) as running:
        await running.until(Connected)
        sound = replace(track(), id=1, kind="audio", name="sound")
        running.publisher.set_tracks([sound, track()])
        clock.forward(1)
        for number in range(2):
            sent = [packet(number, 0), packet(number, 1), packet(number, 0, track=1)]
            for one, ago in zip(sent, (5_000, 3_000, 1_000), strict=True):
                running.publisher.send(replace(one, captured_at=Micros(clock.now() - ago)))
            await server.until(lambda total=3 * (number + 1): len(packets(server)) == total)  # type: ignore[misc]
        await running.publisher.drain()
        counters = running.publisher.counters
        assert counters.sent_packets == 6
        assert counters.sent_bytes == sum(len(one) for one in server.received if isinstance(one, bytes))
        assert counters.latency == 3_000


async def test_its_end_makes_no_noise() -> None:
    said: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: said.append(str(context)))
    async with relay() as server:
        async with publishing(server.url) as running:
            await running.until(Connected)
        await server.until(lambda: Bye("done") in server.received)
    assert said == []


async def test_what_is_lost_with_the_connection_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "_DRAIN_SECONDS", 3600)
    async with relay() as server, publishing(server.url) as running, asyncio.timeout(20):
        await running.publisher.drain()
        await running.until(Connected)
        running.publisher.send(packet(0, 0))
        await running.publisher.drain()
        await server.until(lambda: len(packets(server)) == 1)
        await server.stop()
        running.publisher.send(packet(0, 1))
        await running.publisher.drain()
        await running.until(Lost)
        running.publisher.send(packet(1, 0))
        await running.publisher.drain()


async def test_a_server_that_was_away_is_found_again() -> None:
    async with relay() as server, publishing(server.url) as running:
        await running.until(Connected)
        port = server.port
        await server.stop()
        await running.until(Lost, 2)
        again = Relay()
        await again.start(port)
        await running.until(Connected, 2)
        await again.stop()


@pytest.mark.parametrize(
    ("code", "error"),
    [("key_invalid", KeyInvalidError), ("channel_busy", ChannelBusyError), ("unheard_of", ConnectionFailedError)],
)
async def test_a_refusal_ends_it(code: str, error: type[FootlightError]) -> None:
    async with relay(refusing(code, "go away")) as server:
        with pytest.raises(error, match="go away"):
            await Publishing(server.url).publisher.run()


async def test_a_refusal_that_may_pass_is_told_where_it_is_the_first_answer() -> None:
    async with relay(refusing("channel_busy", "later", retry=True)) as server:
        with pytest.raises(ChannelBusyError):
            await Publishing(server.url).publisher.run()


async def test_being_taken_over_ends_it_also_later() -> None:
    async def take_over(_relay: Relay, connection: ServerConnection, _hello: Hello) -> None:
        await say(connection, Welcome("relay", broadcast="b"))
        await say(connection, Bye("taken_over", "another came"))
        await connection.wait_closed()

    async with relay(take_over) as server:
        with pytest.raises(TakenOverError):
            await Publishing(server.url).publisher.run()


async def test_a_stopping_server_is_waited_for() -> None:
    async def stop(server: Relay, connection: ServerConnection, _hello: Hello) -> None:
        if len(server.hellos) > 1:
            await server.publish(connection, resumed=True)
            return
        await say(connection, Welcome("relay", broadcast="b"))
        await say(connection, Bye("server_stopping", "in a moment", retry=True))
        await connection.close(1012)

    async with relay(stop) as server, publishing(server.url) as running:
        await running.until(Connected, 2)
        assert [type(event) for event in running.events] == [Connected, Lost, Connected]
        assert isinstance(running.events[2], Connected)
        assert running.events[2].resumed


async def test_only_the_first_hello_takes_over() -> None:
    async with relay() as server:
        running = Publishing(server.url, take_over=True)
        task = asyncio.create_task(running.publisher.run())
        await running.until(Connected)
        for connection in list(server.connections):
            connection.transport.abort()
        await running.until(Connected, 2)
        assert [hello.take_over for hello in server.hellos] == [True, False]
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_the_server_asks_for_keyframes_and_tells_the_viewers() -> None:
    async def ask(server: Relay, connection: ServerConnection, _hello: Hello) -> None:
        await say(connection, Welcome("relay", broadcast="b"))
        await say(connection, Stats(viewers=7))
        await say(connection, Keyframe())
        await server.publish(connection)

    async with relay(ask) as server, publishing(server.url) as running:
        async with asyncio.timeout(20):
            while running.keyframes < 2:  # one of its own at the start, and the one asked for
                running.heard.clear()
                await running.heard.wait()
        assert running.publisher.counters.viewers == 7


async def test_a_network_that_lags_costs_groups_and_not_memory() -> None:
    async def never_read(_relay: Relay, connection: ServerConnection, _hello: Hello) -> None:
        await say(connection, Welcome("relay", broadcast="b"))
        connection.transport.pause_reading()
        await connection.wait_closed()

    async with relay(never_read) as server, publishing(server.url) as running:
        await running.until(Connected)
        box, asked = running.publisher.outbox, running.keyframes
        for group in range(60):
            running.publisher.send(packet(group, 0, payload=bytes(1_000_000)))
            await asyncio.sleep(0)
            assert box.bytes <= 9_000_000
        assert box.dropped[0] > 20
        assert running.keyframes > asked


async def test_pings_follow_the_packets_and_tell_of_a_lag() -> None:
    async def answer_once(server: Relay, connection: ServerConnection, _hello: Hello) -> None:
        await say(connection, Welcome("relay", broadcast="b"))
        answered = 0
        async for message in connection:
            content = message if isinstance(message, bytes) else decode_control(message)
            if isinstance(content, Ping):
                answered += 1
                if answered == 1:
                    await say(connection, Pong(content.id, 77, 77))
            if content is not None:
                server.received.append(content)
            async with server.changed:
                server.changed.notify_all()

    def has(server: Relay, sent: int) -> bool:
        return len(packets(server)) >= sent

    async with relay(answer_once) as server, publishing(server.url) as running:
        await running.until(Connected)
        assert (running.publisher.lag, running.publisher.rate) == (0, None)
        async with asyncio.timeout(20):
            for number in count():
                running.publisher.send(packet(0, number))
                await server.until(partial(has, server, number + 1))
                if running.publisher.lag > 300_000:
                    break
                await asyncio.sleep(0.02)
        assert 2 <= pings(server) < len(packets(server)), "not with every packet, and none before there is one"
        first = next(number for number, one in enumerate(server.received) if isinstance(one, Ping))
        assert any(isinstance(one, bytes) for one in server.received[:first])


async def test_pings_are_few_while_nothing_waits_and_many_once_their_answers_are_late() -> None:
    answering, answered = True, 0

    async def answer(server: Relay, connection: ServerConnection, _hello: Hello) -> None:
        nonlocal answered
        await say(connection, Welcome("relay", broadcast="b"))
        async for message in connection:
            content = message if isinstance(message, bytes) else decode_control(message)
            if isinstance(content, Ping) and answering:
                answered += 1
                await say(connection, Pong(content.id, clock.now(), clock.now()))
                await say(connection, Keyframe())  # heard behind it
            if content is not None:
                server.received.append(content)
            async with server.changed:
                server.changed.notify_all()

    clock, groups = HandClock(), count()

    async def pictures(number: int) -> int:
        """Send so many, a fiftieth of a second apart; how many pings went with them."""
        before = pings(server)
        for group in islice(groups, number):
            clock.forward(0.02)
            running.publisher.send(packet(group))
            await server.until(lambda group=group: len(packets(server)) > group)  # type: ignore[misc]
            async with asyncio.timeout(20):
                while running.keyframes < asked + answered:
                    running.heard.clear()
                    await running.heard.wait()
        return pings(server) - before

    async with relay(answer) as server, publishing(server.url, clock) as running:
        await running.until(Connected)
        asked = running.keyframes
        assert 4 <= await pictures(51) <= 6
        assert not running.publisher.lagging.is_set()
        answering = False
        await pictures(16)  # until one is late
        assert 16 <= await pictures(51) <= 18
        assert running.publisher.lagging.is_set()


async def test_pictures_that_are_let_go_are_followed_by_keyframes() -> None:
    async with relay() as server, publishing(server.url) as running:
        await running.until(Connected)
        asked = running.keyframes
        running.publisher.send(packet(0, 0))
        assert running.publisher.waiting_pictures > 0
        running.publisher.drop_pictures()
        assert (running.publisher.waiting_pictures, running.keyframes) == (0, asked + 1)


async def test_with_a_secret_all_that_leaves_is_sealed_and_no_counter_comes_again_after_a_reconnect() -> None:
    secret = MediaSecret(b"root")
    async with relay() as server, publishing(server.url, secret=secret) as running:
        await running.until(Connected)
        running.publisher.send(packet(0, 0))
        running.publisher.send(packet(0, 1))
        await server.until(lambda: len(packets(server)) == 2)
        for connection in list(server.connections):
            connection.transport.abort()
        await running.until(Connected, 2)
        running.publisher.send(packet(0, 2))  # dropped: it costs no counter
        running.publisher.send(packet(1, 0))
        await server.until(lambda: len(packets(server)) == 3)

        told = [one for one in server.received if isinstance(one, Tracks)]
        assert len({info.encryption.salt for one in told for info in one.tracks if info.encryption}) == 1
        assert [decode_header(one.payload).counter for one in packets(server)] == [0, 1, 2]
        opening = Opening(secret)
        assert opening.describe([track_from_info(info) for info in told[-1].tracks]) == (track(),)
        opened = opening.open(packets(server))
        assert [(one.group, one.sequence, one.payload) for one in opened] == [
            (0, 0, b"payload"), (0, 1, b"payload"), (1, 0, b"payload"),
        ]  # fmt: skip


async def test_each_run_of_a_publisher_has_a_salt_of_its_own() -> None:
    salts = set()
    for _ in range(2):
        async with relay() as server, publishing(server.url, secret=MediaSecret(b"root")) as running:
            await running.until(Connected)
            await server.until(lambda: any(isinstance(one, Tracks) for one in server.received))
            [info] = next(one for one in server.received if isinstance(one, Tracks)).tracks
            assert info.encryption is not None
            salts.add(info.encryption.salt)
    assert len(salts) == 2


@pytest.mark.parametrize(
    ("told", "largest"), [(1_000_000, 1_000_000 - 33), (2**30, MAX_PACKET - 33), (0, MAX_PACKET - 33)]
)
async def test_what_sealing_adds_is_kept_free(told: int, largest: int) -> None:
    async with relay() as server:
        server.max_message = told
        async with publishing(server.url, secret=MediaSecret(b"root")) as running:
            await running.until(Connected)
            [event] = running.events
            assert isinstance(event, Connected)
            assert event.max_message == largest
