"""The receiving process of `footlight bench frames`: how late each decoded picture is by the time in its pixels.

    python -m footlight.bench.framereceiver WAY URL-OR-PORT SECONDS

It prints ``begin`` when measuring begins, one JSON object when it is over, and then waits for its input to end,
so that its sender can be looked at meanwhile.
"""

import json
import sys
import threading
import time
from contextlib import aclosing
from typing import Final

import numpy as np
import uvloop
from numpy.typing import NDArray

from footlight.bench.ways import Way, open_peer_receiver
from footlight.capture import timestrip
from footlight.client.events import Connected, PacketsReceived, TracksChanged
from footlight.client.url import parse_url
from footlight.client.watching.decoding import Decoded, DecodingThread
from footlight.client.watching.watch import Watch
from footlight.clock import SystemClock
from footlight.errors import NothingReceivedError
from footlight.model.clock import Clock
from footlight.model.frame import VideoFrame

_WARM_UP: Final = 1.5
_PATIENCE: Final = 20.0
"""Seconds until the first picture must have come."""


class Tally:
    """What came, counted while measuring; written by one thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._measuring = False
        self._numbers: list[int] = []
        self._delays: list[int] = []
        self._bytes = 0
        self._unreadable = 0
        self._cpu = 0.0
        self.first = threading.Event()

    def add(self, image: NDArray[np.uint8], size: int) -> None:
        """A decoded picture is here, just now."""
        now = self._clock.now()
        self.first.set()
        if not self._measuring:
            return
        stamp = timestrip.read(image)
        if stamp is None:
            self._unreadable += 1
            return
        self._delays.append(now - stamp.captured_at(now))
        self._numbers.append(stamp.number)
        self._bytes += size

    def begin(self) -> None:
        self._cpu = time.process_time()
        self._measuring = True
        print("begin", flush=True)

    def end(self, wanted_seconds: float) -> None:
        self._measuring = False
        cpu = time.process_time() - self._cpu
        lost = self._numbers[-1] - self._numbers[0] + 1 - len(self._numbers) if self._numbers else 0
        found = {
            "delays_ms": [delay / 1000 for delay in self._delays],
            "lost": lost,
            "unreadable": self._unreadable,
            "mbit_s": round(self._bytes * 8 / wanted_seconds / 1e6, 1),
            "cpu_seconds": cpu,
        }
        print(json.dumps(found), flush=True)


def receive_from_peer(way: Way, port: int, tally: Tally) -> None:
    receive = open_peer_receiver(way, port)
    while True:
        tally.add(*receive())


def receive_from_server(url: str, clock: Clock, tally: Tally) -> None:
    def add(decoded: Decoded) -> None:
        if isinstance(decoded.frame, VideoFrame):
            tally.add(decoded.frame.image, decoded.size)

    def complain(error: Exception) -> None:
        print(repr(error), file=sys.stderr)

    decoding = DecodingThread(clock, on_frame=add, on_error=complain, on_fault=complain)

    async def run() -> None:
        async with aclosing(Watch(parse_url(url), clock).events()) as events:
            async for event in events:
                if isinstance(event, Connected | TracksChanged | PacketsReceived):
                    decoding.put(event)

    # The loop that `footlight watch` has.
    uvloop.run(run())


def main(way: Way, where: str, wanted_seconds: float) -> None:
    clock = SystemClock()
    tally = Tally(clock)
    receiving = (
        threading.Thread(target=receive_from_server, args=(where, clock, tally), daemon=True)
        if way.startswith("footlight")
        else threading.Thread(target=receive_from_peer, args=(way, int(where), tally), daemon=True)
    )
    receiving.start()
    if not tally.first.wait(_PATIENCE):
        raise NothingReceivedError(f"{way}: no picture came")
    time.sleep(_WARM_UP)
    tally.begin()
    time.sleep(wanted_seconds)
    tally.end(wanted_seconds)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))  # type: ignore[arg-type]
