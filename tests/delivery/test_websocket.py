import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from footlight.delivery.websocket import serve_viewer
from footlight.errors import LimitReachedError
from footlight.hub.hub import Hub
from footlight.hub.limits import HubLimits
from footlight.model.channel import ChannelName
from footlight.wire.control import (
    VERSION,
    Bye,
    Hello,
    Keyframe,
    Ping,
    Pong,
    State,
    Stats,
    Subscribe,
    Welcome,
    encode_control,
)
from tests.fakes.clock import HandClock
from tests.fakes.connection import FakeConnection
from tests.fakes.media import MAIN, SOUND, PacketMaker
from tests.fakes.outlet import FakeLink

LOBBY = ChannelName("lobby")
HELLO = Hello(VERSION, "watch")


class Seat:
    """A viewer's session on a hub with a live broadcast."""

    def __init__(self, limits: HubLimits | None = None) -> None:
        self.clock = HandClock()
        self.hub = Hub(self.clock, limits or HubLimits())
        self.link = FakeLink()
        self.publisher = self.hub.open(LOBBY, "key", "one", False, self.link)
        self.publisher.set_tracks([MAIN, SOUND])
        self.pictures = PacketMaker(MAIN)
        self.connection = FakeConnection()
        self.hello = HELLO

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[FakeConnection]:
        serving = asyncio.create_task(
            serve_viewer(self.connection, self.hub, LOBBY, self.hello, "right", self.clock, 1_000)
        )
        await self.connection.attached.wait()
        try:
            yield self.connection
        finally:
            self.connection.lose()
            await serving

    def hear(self, *messages: Ping | Pong | Keyframe | Subscribe | Stats | Bye | State) -> None:
        for message in messages:
            self.connection.receiver.received_text(encode_control(message))


async def test_a_viewer_is_welcomed_before_anything_else() -> None:
    seat = Seat()
    seat.publisher.publish(seat.pictures.key())
    async with seat.watching() as connection:
        assert connection.limited == "normal"
        welcome, *_ = connection.take()
        assert isinstance(welcome, Welcome)
        assert welcome.max_message == 1_000


async def test_a_viewer_that_is_one_of_a_crowd_is_treated_as_such() -> None:
    seat = Seat()
    seat.hello = Hello(VERSION, "watch", latency="crowd")
    async with seat.watching() as connection:
        assert connection.limited == "crowd"
        assert seat.hub.viewers_by_class() == {"crowd": 1}


async def test_a_ping_is_answered_with_both_times() -> None:
    seat = Seat()
    async with seat.watching() as connection:
        connection.take()
        seat.hear(Ping(3))
        assert connection.control() == [Pong(3, seat.clock.now(), seat.clock.now())]


async def test_a_full_transport_makes_the_viewer_lag_and_room_lets_it_go_on() -> None:
    seat = Seat()
    async with seat.watching() as connection:
        connection.take()
        connection.receiver.paused()
        seat.publisher.publish(seat.pictures.key(b"key"))
        assert connection.payloads() == []
        assert seat.hub.lag().viewers == 1
        connection.receiver.resumed()
        assert connection.payloads() == [b"key"]


async def test_a_viewer_asks_for_a_keyframe() -> None:
    seat = Seat()
    seat.publisher.publish(seat.pictures.key())
    async with seat.watching():
        seat.clock.forward(1)
        seat.hear(Keyframe())
        assert seat.link.keyframes == 1


async def test_a_viewer_chooses_tracks() -> None:
    seat = Seat()
    async with seat.watching() as connection:
        seat.hear(Subscribe([SOUND.id]))
        seat.publisher.publish(seat.pictures.key(b"picture"))
        seat.publisher.publish(PacketMaker(SOUND).key(b"sound"))
        assert connection.payloads() == [b"sound"]


async def test_too_many_different_choices_are_refused() -> None:
    seat = Seat()
    async with seat.watching() as connection:
        for number in range(16):
            other = FakeConnection()
            other.viewer = seat.hub.watch(LOBBY, other, right="anybody")
            other.viewer.join()
            other.viewer.subscribe(frozenset({number + 100}))
        seat.hear(Subscribe([SOUND.id]))
        assert isinstance(connection.dismissed, LimitReachedError)


async def test_one_viewer_may_choose_again_and_again() -> None:
    seat = Seat()
    async with seat.watching() as connection:
        for number in range(100):
            seat.hear(Subscribe([number]))
        assert connection.dismissed is None


async def test_what_a_viewer_tells_of_itself_and_what_is_not_known_is_heard_in_silence() -> None:
    seat = Seat()
    async with seat.watching() as connection:
        connection.take()
        seat.hear(Stats(latency_us=5), Pong(1, 2, 3))
        connection.receiver.received_text('{"type":"from_the_future"}')
        assert connection.take() == []
        assert connection.dismissed is None


async def test_what_only_servers_send_is_refused() -> None:
    seat = Seat()
    async with seat.watching() as connection:
        seat.hear(State("live"))
        assert connection.dismissed is not None
        assert connection.dismissed.code == "protocol_violation"


async def test_a_viewer_that_goes_is_forgotten() -> None:
    seat = Seat()
    async with seat.watching() as connection:
        assert seat.hub.viewers == 1
        seat.hear(Bye("done"))
        assert seat.hub.viewers == 0
        connection.take()
        seat.publisher.publish(seat.pictures.key())
        assert connection.take() == []


async def test_a_viewer_too_many_is_refused_before_anything_is_attached() -> None:
    seat = Seat(HubLimits(viewers=0))
    with pytest.raises(LimitReachedError):
        await serve_viewer(seat.connection, seat.hub, LOBBY, HELLO, "right", seat.clock, 1_000)
    assert not seat.connection.attached.is_set()
