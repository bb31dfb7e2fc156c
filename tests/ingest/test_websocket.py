import asyncio
import json
import struct
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlight.errors import ChannelBusyError, FootlightError, KeyInvalidError
from footlight.hub.hub import Hub
from footlight.hub.limits import HubLimits
from footlight.ingest.websocket import PublisherSession, serve_publisher
from footlight.model.channel import ChannelName
from footlight.model.packet import Packet, PacketFlags
from footlight.model.units import Micros
from footlight.wire.control import (
    Bye,
    Hello,
    Keyframe,
    Ping,
    Pong,
    Stats,
    Subscribe,
    Tracks,
    Welcome,
    encode_control,
    track_info,
)
from footlight.wire.packets import encode_packets
from tests.fakes.clock import HandClock
from tests.fakes.connection import FakeConnection
from tests.fakes.media import MAIN, PacketMaker
from tests.fakes.outlet import FakeOutlet

LOBBY = ChannelName("lobby")


class Keys:
    """One key."""

    def __init__(self) -> None:
        self.opened_by: list[Hashable] = []

    async def let_send(self, channel: ChannelName, key: str | None, _ticket: str | None) -> Hashable:
        if key != "right":
            raise KeyInvalidError(f"not a key of {channel}")
        return "id"

    async def opened(self, right: Hashable) -> None:
        self.opened_by.append(right)


class Desk:
    """A publisher's session on a hub, its connection and its clock in the hands of the test."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.hub = Hub(self.clock, HubLimits())
        self.connection = FakeConnection()

    @asynccontextmanager
    async def publishing(self, hello: Hello | None = None) -> AsyncIterator[PublisherSession]:
        hello = hello or Hello(1, "publish", key="right", session="one")
        serving = asyncio.create_task(
            serve_publisher(self.connection, self.hub, LOBBY, hello, Keys(), self.clock, 1_000_000)
        )
        await self.connection.attached.wait()
        assert isinstance(self.connection.receiver, PublisherSession)
        try:
            yield self.connection.receiver
        finally:
            self.connection.lose()
            await serving

    def hear(self, *messages: Tracks | Pong | Ping | Bye | Subscribe | Stats) -> None:
        for message in messages:
            self.connection.receiver.received_text(encode_control(message))

    def watch(self) -> FakeOutlet:
        outlet = FakeOutlet()
        outlet.viewer = self.hub.watch(LOBBY, outlet, right="anybody")
        outlet.viewer.join()
        return outlet

    @property
    def state(self) -> str | None:
        broadcast = self.hub.broadcast(LOBBY)
        return broadcast.state if broadcast else None


class Dismissable(FakeConnection):
    """Goes on after it was dismissed, as a test of everything that may come wants it."""

    def dismiss(self, error: FootlightError | None) -> None:
        self.dismissed = error


def _encode(packets: list[Packet]) -> bytes:
    try:
        return bytes(encode_packets(packets))
    except struct.error:
        return b""


TRACKS = Tracks([track_info(MAIN)])


async def test_the_clocks_are_compared_before_the_welcome() -> None:
    desk = Desk()
    async with desk.publishing() as session:
        ping, welcome, *_ = desk.connection.control()
        assert ping == Ping(0)
        assert isinstance(welcome, Welcome)
        assert (welcome.broadcast, welcome.resumed, welcome.max_message) == (
            session.publisher.broadcast,
            False,
            1_000_000,
        )


async def test_capture_times_are_rewritten_by_the_measured_offset() -> None:
    desk = Desk()
    async with desk.publishing() as session:
        viewer = desk.watch()
        desk.hear(Pong(0, desk.clock.now() + 500, desk.clock.now() + 500), TRACKS)
        session.received_bytes(bytes(encode_packets([PacketMaker(MAIN).key(captured_at=10_500)])))
        (packets,) = [message for message in viewer.take() if isinstance(message, list)]
        assert packets[0].captured_at == 10_000


async def test_without_a_pong_a_packet_was_captured_when_it_came() -> None:
    desk = Desk()
    async with desk.publishing() as session:
        viewer = desk.watch()
        desk.hear(TRACKS)
        session.received_bytes(bytes(encode_packets([PacketMaker(MAIN).key(captured_at=77)])))
        (packets,) = [message for message in viewer.take() if isinstance(message, list)]
        assert packets[0].captured_at == desk.clock.now()


async def test_a_pong_to_no_ping_of_ours_says_nothing() -> None:
    desk = Desk()
    async with desk.publishing() as session:
        viewer = desk.watch()
        desk.hear(Pong(99, 0, 0), Pong(0, desk.clock.now(), desk.clock.now()), Pong(0, 5, 5), TRACKS)
        session.received_bytes(bytes(encode_packets([PacketMaker(MAIN).key(captured_at=123)])))
        (packets,) = [message for message in viewer.take() if isinstance(message, list)]
        assert packets[0].captured_at == 123


async def test_a_publisher_that_falls_silent_is_away() -> None:
    desk = Desk()
    async with desk.publishing() as session:
        desk.hear(TRACKS)
        desk.clock.forward(6)
        session.beat(9)
        assert desk.state == "live"
        desk.clock.forward(0.1)
        session.beat(10)
        assert desk.connection.aborted
        assert desk.state == "away"


async def test_a_publisher_that_only_answers_pings_is_not_silent() -> None:
    desk = Desk()
    async with desk.publishing() as session:
        desk.hear(TRACKS)
        for beat in range(1, 100):
            desk.clock.forward(0.25)
            session.beat(beat)
            for message in desk.connection.control():
                if isinstance(message, Ping):
                    desk.hear(Pong(message.id, desk.clock.now(), desk.clock.now()))
        assert not desk.connection.aborted


async def test_pings_come_four_times_in_the_first_second_then_every_two_seconds() -> None:
    desk = Desk()
    async with desk.publishing() as session:
        desk.connection.take()
        pinged = []
        for beat in range(1, 25):
            desk.hear(Stats())
            session.beat(beat)
            pinged += [beat for message in desk.connection.control() if isinstance(message, Ping)]
        assert pinged == [1, 2, 3, 8, 16, 24]


async def test_a_publisher_that_leaves_things_unread_is_told_no_more() -> None:
    desk = Desk()
    async with desk.publishing() as session:
        desk.connection.take()
        desk.connection.held = 100_000
        for beat in range(1, 20):
            session.beat(beat)
        session.request_keyframe()
        assert desk.connection.take() == []
        desk.connection.held = 0
        session.request_keyframe()
        assert desk.connection.control() == [Keyframe()]


async def test_a_ping_of_the_publisher_is_answered() -> None:
    desk = Desk()
    async with desk.publishing():
        desk.connection.take()
        desk.hear(Ping(5))
        assert desk.connection.control() == [Pong(5, desk.clock.now(), desk.clock.now())]


async def test_done_ends_the_broadcast_and_anything_else_leaves_it_away() -> None:
    done, failed = Desk(), Desk()
    async with done.publishing(), failed.publishing():
        done.hear(TRACKS, Bye("done"))
        failed.hear(TRACKS, Bye("device_vanished"))
        assert (done.state, failed.state) == (None, "away")


async def test_what_only_viewers_send_is_refused() -> None:
    desk = Desk()
    async with desk.publishing():
        desk.hear(Subscribe([0]))
        assert desk.connection.dismissed is not None
        assert desk.connection.dismissed.code == "protocol_violation"


async def test_a_capture_time_beyond_what_viewers_can_read_is_refused() -> None:
    desk = Desk()
    async with desk.publishing() as session:
        desk.hear(Pong(0, desk.clock.now() - 5_000_000, desk.clock.now() - 5_000_000), TRACKS)
        session.received_bytes(bytes(encode_packets([PacketMaker(MAIN).key(captured_at=2**53 - 1)])))
        assert desk.connection.dismissed is not None
        assert desk.connection.dismissed.code == "protocol_violation"


async def test_a_wrong_key_and_a_busy_channel_are_refused_before_anything_is_attached() -> None:
    desk = Desk()
    for key in ("wrong", None):
        with pytest.raises(KeyInvalidError):
            await serve_publisher(
                FakeConnection(), desk.hub, LOBBY, Hello(1, "publish", key=key), Keys(), desk.clock, 1_000
            )
    async with desk.publishing():
        with pytest.raises(ChannelBusyError):
            await serve_publisher(
                FakeConnection(),
                desk.hub,
                LOBBY,
                Hello(1, "publish", key="right", session="two"),
                Keys(),
                desk.clock,
                1,
            )


async def test_a_lost_connection_ends_the_session_and_the_broadcast_waits() -> None:
    desk = Desk()
    async with desk.publishing():
        desk.hear(TRACKS)
    assert desk.state == "away"


TEXTS = st.one_of(
    st.text(max_size=200),
    st.sampled_from(["tracks", "ping", "pong", "stats", "bye", "subscribe", "hello", "keyframe"]).flatmap(
        lambda kind: st.dictionaries(
            st.sampled_from(["id", "tracks", "code", "viewers", "received_at", "sent_at", "version"]),
            st.one_of(st.integers(), st.text(max_size=5), st.lists(st.integers(0, 300), max_size=3), st.none()),
        ).map(lambda fields: json.dumps({"type": kind, **fields}))
    ),
)
PACKETS = st.builds(
    Packet,
    track=st.integers(0, 2),
    generation=st.integers(0, 2),
    group=st.integers(0, 3),
    sequence=st.integers(0, 3),
    pts=st.integers(-5, 2**53),
    dts=st.just(0),
    duration=st.just(0),
    captured_at=st.integers(-(2**60), 2**60).map(Micros),
    flags=st.integers(0, 15).map(PacketFlags),
    payload=st.binary(max_size=5),
)
BINARIES = st.one_of(st.binary(max_size=200), st.lists(PACKETS, min_size=1, max_size=5).map(_encode))


@given(st.lists(st.one_of(TEXTS, BINARIES), max_size=20))
def test_whatever_is_sent_the_publisher_is_at_worst_refused(messages: list[str | bytes]) -> None:
    clock, connection = HandClock(), Dismissable()
    hub = Hub(clock, HubLimits())
    session = PublisherSession(connection, clock, 1_000)
    session.publisher = hub.open(LOBBY, "key", "one", False, session)
    viewer = FakeOutlet()
    viewer.viewer = hub.watch(LOBBY, viewer, right="anybody")
    viewer.viewer.join()
    session.attached()
    session.received_text(encode_control(TRACKS))
    for message in messages:
        if isinstance(message, str):
            session.received_text(message)
        else:
            session.received_bytes(message)
    viewer.take()
    assert viewer.dismissed is None
