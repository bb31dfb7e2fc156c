"""A sender's packets, straight into a hub."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from footlight.cable.localpublisher import LocalPublisher
from footlight.client.events import Connected, Lost
from footlight.e2ee.mediakeys import MediaSecret
from footlight.e2ee.session import Opening
from footlight.errors import ChannelBusyError, ProtocolViolationError, SecretMissingError, ServerStoppingError
from footlight.hub.hub import Hub
from footlight.hub.limits import HubLimits
from footlight.model.channel import ChannelName
from footlight.wire.control import State, Tracks, track_from_info
from footlight.wire.packets import MAX_PACKET
from tests.fakes.clock import HandClock
from tests.fakes.media import MAIN, PacketMaker
from tests.fakes.outlet import FakeLink, FakeOutlet

CABLE = ChannelName("cable")


class Sending:
    """One publisher that runs, one viewer, and what both were told."""

    def __init__(self, secret: MediaSecret | None = None) -> None:
        self.clock = HandClock()
        self.hub = Hub(self.clock, HubLimits())
        self.events: list[Connected | Lost] = []
        self.keyframes = 0
        self._started = asyncio.Event()
        self.pictures = PacketMaker(MAIN)
        self.outlet = FakeOutlet()
        self.outlet.viewer = self.hub.watch(CABLE, self.outlet, right="anybody")
        self.outlet.viewer.join()
        self.publisher = LocalPublisher(
            self.hub, CABLE, self.clock, on_keyframe=self._wanted, on_event=self._heard, secret=secret
        )
        self.publisher.set_tracks([MAIN])

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.Task[None]]:
        task = asyncio.create_task(self.publisher.run())
        started = asyncio.create_task(self._started.wait())
        await asyncio.wait({task, started}, return_when=asyncio.FIRST_COMPLETED)
        started.cancel()
        try:
            yield task
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError, ChannelBusyError, ProtocolViolationError, ServerStoppingError):
                await task

    def _heard(self, event: Connected | Lost) -> None:
        self.events.append(event)
        self._started.set()

    def _wanted(self) -> None:
        self.keyframes += 1


async def test_packets_reach_viewers_at_once_and_the_end_of_the_run_ends_the_broadcast() -> None:
    sending = Sending()
    async with sending.running():
        [connected] = sending.events
        assert isinstance(connected, Connected)
        assert connected.broadcast is not None
        assert sending.keyframes > 0
        sending.publisher.send(sending.pictures.key(b"key", sending.clock.now()))
        sending.clock.forward(0.01)
        sending.publisher.send(sending.pictures.delta(b"delta", sending.clock.now()))
        assert sending.outlet.payloads() == [b"key", b"delta"]
    states = [message.state for message in sending.outlet.control() if isinstance(message, State)]
    assert states == ["ended"]
    assert sending.publisher.counters.sent_packets == 2
    assert sending.publisher.counters.latency == 0


async def test_before_and_after_the_run_nothing_is_taken() -> None:
    sending = Sending()
    sending.publisher.send(sending.pictures.key(b"early", sending.clock.now()))
    async with sending.running():
        pass
    sending.publisher.send(sending.pictures.key(b"late", sending.clock.now()))
    assert sending.outlet.payloads() == []
    assert sending.publisher.counters.sent_packets == 0


async def test_a_viewer_that_needs_a_keyframe_gets_the_sender_to_make_one() -> None:
    sending = Sending()
    async with sending.running():
        before = sending.keyframes
        assert sending.outlet.viewer is not None
        sending.outlet.viewer.want_keyframe()
        assert sending.keyframes == before + 1


async def test_who_watches_is_counted() -> None:
    sending = Sending()
    async with sending.running():
        assert sending.publisher.counters.viewers == 1


async def test_a_channel_that_is_live_from_elsewhere_is_told() -> None:
    sending = Sending()
    sending.hub.open(CABLE, "key", None, False, FakeLink())
    async with sending.running() as task:
        with pytest.raises(ChannelBusyError):
            await task


async def test_what_the_hub_refuses_ends_the_run() -> None:
    sending = Sending()
    async with sending.running() as task:
        sending.publisher.send(sending.pictures.delta(b"no group", sending.clock.now()))
        with pytest.raises(ProtocolViolationError):
            await task


async def test_a_hub_that_stops_ends_the_run() -> None:
    sending = Sending()
    async with sending.running() as task:
        await sending.hub.close()
        with pytest.raises(ServerStoppingError):
            await task


async def test_with_a_secret_only_sealed_packets_reach_the_hub() -> None:
    secret = MediaSecret.of("two words", CABLE)
    sending = Sending(secret)
    async with sending.running():
        sending.publisher.send(sending.pictures.key(b"key", sending.clock.now()))
        opening = Opening(secret)
        messages = sending.outlet.take()
        [told] = [message for message in messages if isinstance(message, Tracks)]
        tracks = [track_from_info(info) for info in told.tracks]
        with pytest.raises(SecretMissingError):
            Opening(None).describe(tracks)
        opening.describe(tracks)
        [[sealed]] = [message for message in messages if isinstance(message, list)]
        assert b"key" not in bytes(sealed.payload)
        assert [one.payload for one in opening.open([sealed])] == [b"key"]


@pytest.mark.parametrize(("secret", "largest"), [(None, MAX_PACKET), (MediaSecret(b"root"), MAX_PACKET - 33)])
async def test_what_sealing_adds_is_kept_free(secret: MediaSecret | None, largest: int) -> None:
    sending = Sending(secret)
    async with sending.running():
        [connected] = sending.events
        assert isinstance(connected, Connected)
        assert connected.max_message == largest


async def test_a_sender_is_told_how_long_its_only_viewer_waits_and_what_it_takes() -> None:
    sending = Sending()
    async with sending.running():
        publisher, clock, outlet = sending.publisher, sending.clock, sending.outlet
        publisher.send(sending.pictures.key(b"key", clock.now()))
        assert (publisher.lag, publisher.rate) == (0, None)
        assert not publisher.lagging.is_set()
        outlet.fill()
        rates = []
        for _ in range(12):
            publisher.send(sending.pictures.delta(bytes(10_000), clock.now()))
            clock.forward(0.05)
            rates.append(publisher.rate)
        assert publisher.lag > 400_000
        assert publisher.lagging.is_set()
        assert rates[-1] == 0
        outlet.drain_one()
        clock.forward(0.05)
        assert (publisher.rate or 0) > 50_000


async def test_what_its_only_viewer_takes_is_known_by_the_time_that_it_lags() -> None:
    """Who regulates rests until then, and so has not asked before."""
    sending = Sending()
    async with sending.running():
        publisher, clock = sending.publisher, sending.clock
        publisher.send(sending.pictures.key(b"key", clock.now()))
        sending.outlet.fill()
        for _ in range(9):
            publisher.send(sending.pictures.delta(bytes(10_000), clock.now()))
            clock.forward(0.05)
        assert publisher.rate == 0
