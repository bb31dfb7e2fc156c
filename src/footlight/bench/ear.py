"""The watching process of `footlight bench sync`: where flashes and beeps lie on the broadcast's time line.

    python -m footlight.bench.ear URL SECONDS

A flash begins somewhere between two pictures; the time strip of the first lit one tells when. It prints a list:
how many milliseconds each flash begins later than its beep.
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
from footlight.capture.testcard import flashes
from footlight.client.events import Connected, PacketsReceived, TracksChanged
from footlight.client.url import ServerUrl, parse_url
from footlight.client.watching.decoding import Decoded, DecodingThread
from footlight.client.watching.watch import Watch
from footlight.clock import SystemClock
from footlight.model.clock import Clock
from footlight.model.frame import AudioFrame, VideoFrame

_HEARD: Final = 0.02
"""A tenth of the beep's loudness; it gets there within half a millisecond."""
_QUIET: Final = 300_000
"""Microseconds of silence before what counts as the beginning of a beep."""
_TOGETHER: Final = 400_000
"""Microseconds that may lie between a flash and its own beep."""


@dataclass(slots=True)
class Ear:
    """What begins when, in microseconds of the broadcast's time line; fed by the decoding thread alone."""

    flashes: list[float] = field(default_factory=list)
    beeps: list[float] = field(default_factory=list)
    _lit: bool = True
    _quiet_from: float | None = None

    def add(self, decoded: Decoded) -> None:
        if isinstance(decoded.frame, VideoFrame):
            self.see(decoded.frame)
        else:
            self.hear(decoded.frame)

    def see(self, picture: VideoFrame) -> None:
        lit = flashes(picture.image)
        stamp = timestrip.read(picture.image)
        if lit and not self._lit and stamp is not None:
            into_second = stamp.captured_at(picture.captured_at) % 1_000_000
            self.flashes.append(picture.pts - into_second)
        self._lit = lit

    def hear(self, sound: AudioFrame) -> None:
        loud = np.flatnonzero(np.abs(sound.samples).max(axis=1) > _HEARD)
        if self._quiet_from is None:
            self._quiet_from = sound.pts
        if len(loud):
            first, last = (sound.pts + place * 1_000_000 / sound.sample_rate for place in (loud[0], loud[-1]))
            if first - self._quiet_from > _QUIET:
                self.beeps.append(first)
            self._quiet_from = last

    def offsets(self) -> list[float]:
        """Milliseconds from each beep to its flash."""
        pairs = ((flash, min(self.beeps, key=lambda beep: abs(beep - flash))) for flash in self.flashes if self.beeps)
        return [(flash - beep) / 1_000 for flash, beep in pairs if abs(flash - beep) < _TOGETHER]


async def listen(url: ServerUrl, clock: Clock, seconds: float) -> Ear:
    """Watch a channel for so long."""
    ear = Ear()
    errors: queue.SimpleQueue[Exception] = queue.SimpleQueue()
    decoding = DecodingThread(clock, on_frame=ear.add, on_error=errors.put, on_fault=errors.put)

    async def receive() -> None:
        async with aclosing(Watch(url, clock).events()) as events:
            async for event in events:
                if isinstance(event, Connected | TracksChanged | PacketsReceived):
                    decoding.put(event)

    receiving = asyncio.create_task(receive())
    try:
        done, _ = await asyncio.wait([receiving], timeout=seconds)
        for task in done:
            task.result()
    finally:
        receiving.cancel()
        await asyncio.gather(receiving, return_exceptions=True)
        decoding.close()
    if not errors.empty():
        raise errors.get()
    return ear


async def main(address: str, seconds: float) -> None:
    ear = await listen(parse_url(address), SystemClock(), seconds)
    print(json.dumps([round(offset, 3) for offset in ear.offsets()]))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))
