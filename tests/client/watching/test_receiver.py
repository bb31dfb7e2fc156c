"""What ends watching, and what a sink is told."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

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
from footlight.client.watching.decoding import Decoded
from footlight.client.watching.receiver import Receiver
from footlight.clock import SystemClock
from footlight.errors import ConnectionFailedError
from footlight.model.units import Micros
from tests.client.media import pictures, track
from tests.fakes.downlink import FakeDownlink


async def test_what_a_program_s_callback_raises_ends_it() -> None:
    def stumble(_decoded: Decoded) -> None:
        raise ZeroDivisionError

    packets = PacketsReceived(pictures(), Micros(0))
    downlink = FakeDownlink([Connected(Micros(0)), TracksChanged("b", (track(),)), packets])
    async with asyncio.timeout(20):
        with pytest.raises(ZeroDivisionError):
            await Receiver(downlink, SystemClock(), on_frame=stumble).run()
    assert downlink.left


class Kept:
    """A sink that writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def tracks(self, change: TracksChanged) -> None:
        self.told.append(f"tracks of {change.broadcast}")

    def packets(self, received: PacketsReceived) -> None:
        self.told.append(f"{len(received.packets)} packets")

    def interrupted(self, why: str) -> None:
        self.told.append(why)


async def test_a_sink_is_told_why_packets_may_be_missing() -> None:
    packets = PacketsReceived(pictures(), Micros(0))
    heard = asyncio.Event()
    downlink = FakeDownlink([
        Connected(Micros(0)),
        TracksChanged("b", (track(),)),
        StateChanged("live", "b"),
        packets,
        StateChanged("away", "b"),
        packets,
        GroupsSkipped(3),
        packets,
        Lost(ConnectionFailedError("gone"), Micros(0)),
        Connected(Micros(0)),
        packets,
        ViewersCounted(1),
    ])  # fmt: skip

    def notice(event: Event) -> None:
        if isinstance(event, ViewersCounted):
            heard.set()

    sink = Kept()
    receiver = Receiver(downlink, SystemClock(), on_event=notice, sink=sink)
    running = asyncio.create_task(receiver.run())
    async with asyncio.timeout(20):
        await heard.wait()
    running.cancel()
    await asyncio.wait({running})
    assert sink.told == [
        "tracks of b", "20 packets", "sender away", "20 packets", "skipped", "20 packets",
        "connection lost", "20 packets",
    ]  # fmt: skip


class Tampering(FakeDownlink):
    """With each of its first two messages of packets somebody changed one."""

    async def events(self) -> AsyncGenerator[Event, None]:
        async for event in super().events():
            self.tampered = min(2, self.tampered + isinstance(event, PacketsReceived))
            yield event


async def test_a_sink_is_told_of_what_was_tampered_with_before_what_came_with_it() -> None:
    heard = asyncio.Event()
    packets = PacketsReceived(pictures(), Micros(0))
    downlink = Tampering([TracksChanged("b", (track(),)), packets, packets, packets, ViewersCounted(1)])
    sink = Kept()
    receiver = Receiver(
        downlink, SystemClock(), on_event=lambda event: heard.set() if event == ViewersCounted(1) else None, sink=sink
    )
    running = asyncio.create_task(receiver.run())
    async with asyncio.timeout(20):
        await heard.wait()
    running.cancel()
    await asyncio.wait({running})
    assert sink.told == ["tracks of b", "tampered", "20 packets", "tampered", "20 packets", "20 packets"]
