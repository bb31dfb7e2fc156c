"""A publisher without a picture: packets of one size at an even pace, through the real client and ingest."""

import asyncio
import struct
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from footlight.bench.server import ServerUnderTest
from footlight.client.events import Connected, Lost
from footlight.client.sending.publish import Publisher
from footlight.client.trust import Trust
from footlight.model.clock import Clock
from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Track
from footlight.model.units import Micros

TIMESCALE: Final = 90_000
GROUP_SECONDS: Final = 2
_STAMPS: Final = struct.Struct("!Qq")
"""A payload's first bytes: the packet's number from 1, and Unix microseconds, both read by ``native/stream.h``."""

_TRACK: Final = Track(
    id=0,
    kind="video",
    name="main",
    codec="avc1.42c01f",
    description=b"",
    timescale=TIMESCALE,
    width=1280,
    height=720,
    fps=30.0,
)


@dataclass(frozen=True, slots=True)
class Load:
    """What is published: one packet a message, a keyframe every 2 s and whenever one is asked for."""

    messages_per_second: int = 30
    payload_bytes: int = 8192


class SyntheticPublisher:
    """Makes the packets of a load, each stamped just before it is sent."""

    def __init__(self, load: Load, clock: Clock) -> None:
        self._load = load
        self._clock = clock
        self._filling = bytes(load.payload_bytes - _STAMPS.size)
        self._number = 0
        self._group = -1
        self._sequence = 0
        self._keyframe_wanted = True

    def want_keyframe(self) -> None:
        self._keyframe_wanted = True

    def next_packet(self) -> Packet:
        """The next packet, taken now."""
        if self._sequence >= GROUP_SECONDS * self._load.messages_per_second:
            self._keyframe_wanted = True
        if self._keyframe_wanted:
            self._group += 1
            self._sequence = 0
        keyframe, self._keyframe_wanted = self._keyframe_wanted, False
        duration = TIMESCALE // self._load.messages_per_second
        pts = self._number * duration
        self._number += 1
        packet = Packet(
            track=_TRACK.id,
            generation=0,
            group=self._group,
            sequence=self._sequence,
            pts=pts,
            dts=pts,
            duration=duration,
            captured_at=self._clock.now(),
            flags=PacketFlags.KEYFRAME if keyframe else PacketFlags(0),
            payload=_STAMPS.pack(self._number, Micros(time.time_ns() // 1_000)) + self._filling,
        )
        self._sequence += 1
        return packet


@asynccontextmanager
async def publishing(server: ServerUnderTest, load: Load, clock: Clock) -> AsyncIterator[None]:
    """Publish the load on this event loop; the block begins when the server has taken the publisher.

    Raises:
        FootlightError: the server refused, or the connection was lost while publishing.
    """
    source = SyntheticPublisher(load, clock)
    taken = asyncio.Event()

    def on_event(event: Connected | Lost) -> None:
        if isinstance(event, Connected):
            taken.set()

    publisher = Publisher(
        server.url, server.key, clock, on_keyframe=source.want_keyframe, on_event=on_event, trust=Trust(server.tls_pin)
    )
    publisher.set_tracks([_TRACK])

    async def feed() -> None:
        await taken.wait()
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            publisher.send(source.next_packet())
            due += 1 / load.messages_per_second
            await asyncio.sleep(due - loop.time())

    try:
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(publisher.run()), tasks.create_task(feed())]
            await taken.wait()
            try:
                yield
            finally:
                for task in running:
                    task.cancel()
    except BaseExceptionGroup as failed:
        # One error is all that a person can use; the publisher's own comes before what it pulled down.
        raise failed.exceptions[0] from failed
