"""The watching process of `footlight bench latency`: how late a decoded picture is, how soon the first one comes.

    python -m footlight.bench.watcher URL SECONDS CONNECTS

The time a picture was taken is read from its pixels (`footlight.capture.timestrip`), so nothing on
the way can flatter the figures. It prints one JSON object.
"""

import asyncio
import json
import queue
import sys
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from footlight.capture import timestrip
from footlight.client.events import Connected, PacketsReceived, TracksChanged
from footlight.client.url import ServerUrl, parse_url
from footlight.client.watching.decoding import Decoded, DecodingThread
from footlight.client.watching.watch import Watch
from footlight.clock import SystemClock
from footlight.model.clock import Clock
from footlight.model.frame import VideoFrame
from footlight.model.units import Micros, milliseconds, seconds

_CONNECT_EVERY: Final = 0.37
"""Seconds: connects fall on all places of a group of 2 s."""
_SETTLE: Final = Micros(1_500_000)


@dataclass(slots=True)
class Seen:
    """What one connection brought, written by its decoding thread alone."""

    first: asyncio.Event
    loop: asyncio.AbstractEventLoop
    clock: Clock
    first_at: Micros | None = None
    delays: list[Micros] = field(default_factory=list)
    """Capture to decoded array, of the pictures that were taken after the connection stood."""
    told: list[Micros] = field(default_factory=list)
    """The same by the capture time that the packets tell, in the server's clock."""
    unreadable: int = 0
    size: int = 0
    newest: VideoFrame | None = None

    def add(self, decoded: Decoded) -> None:
        if not isinstance(decoded.frame, VideoFrame):
            return
        if self.first_at is None:
            self.first_at = decoded.decoded_at
            self.loop.call_soon_threadsafe(self.first.set)
        stamp = timestrip.read(decoded.frame.image)
        if stamp is None:
            self.unreadable += 1
            return
        captured_at = stamp.captured_at(decoded.decoded_at)
        if captured_at < decoded.joined_at + _SETTLE:
            return
        self.delays.append(Micros(decoded.decoded_at - captured_at))
        self.told.append(Micros(decoded.decoded_at - decoded.frame.captured_at))
        self.size += decoded.size
        self.newest = decoded.frame


async def watch(url: ServerUrl, clock: Clock, wanted_seconds: float) -> tuple[Seen, Micros, Watch]:
    """Connect, decode until the first picture and then for so long; also when the connecting began."""
    seen = Seen(asyncio.Event(), asyncio.get_running_loop(), clock)
    errors: queue.SimpleQueue[Exception] = queue.SimpleQueue()
    decoding = DecodingThread(clock, on_frame=seen.add, on_error=errors.put, on_fault=errors.put)
    watching = Watch(url, clock)
    began = clock.now()

    async def receive() -> None:
        async with aclosing(watching.events()) as events:
            async for event in events:
                if isinstance(event, Connected | TracksChanged | PacketsReceived):
                    decoding.put(event)

    receiving = asyncio.create_task(receive())
    first = asyncio.create_task(seen.first.wait())
    try:
        await asyncio.wait([receiving, first], return_when=asyncio.FIRST_COMPLETED)
        if receiving.done():
            receiving.result()
        await asyncio.sleep(wanted_seconds)
    finally:
        receiving.cancel()
        first.cancel()
        await asyncio.gather(receiving, first, return_exceptions=True)
        decoding.close()
    if not errors.empty():
        raise errors.get()
    return seen, began, watching


async def main(address: str, wanted_seconds: float, connects: int) -> None:
    url, clock = parse_url(address), SystemClock()
    firsts: list[float] = []
    for _ in range(connects):
        seen, began, _ = await watch(url, clock, 0.0)
        if seen.first_at is not None:
            firsts.append(milliseconds(Micros(seen.first_at - began)))
        await asyncio.sleep(_CONNECT_EVERY)
    seen, _, _ = await watch(url, clock, wanted_seconds + seconds(_SETTLE))
    delays = np.array(seen.delays) / 1000
    told = np.array(seen.told) / 1000
    print(
        json.dumps(
            {
                "pictures": len(seen.delays),
                "unreadable": seen.unreadable,
                "width": seen.newest.width if seen.newest else 0,
                "height": seen.newest.height if seen.newest else 0,
                "mbit_s": round(seen.size * 8 / wanted_seconds / 1e6, 2),
                "delays_ms": [round(float(delay), 2) for delay in delays],
                "told_error_ms": round(float(np.median(told - delays)), 3) if len(delays) else None,
                "first_ms": [round(first, 1) for first in firsts],
            }
        )
    )


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3])))
