"""The receiving process of a passage.

    python -m footlight.bench.passage.receiving WAY URL-OR-PORT SECONDS WORK

``WORK`` is how many seconds it is at work on each picture that it has. Given a line it opens its end and prints
``ready``; it prints ``begin`` when measuring begins, one JSON object, `Received`, when it is over, and then waits for
its input to end, so that its sender can be looked at meanwhile.
"""

import sys
import threading
import time
from typing import Final

import msgspec
import numpy as np

from footlight.bench.passage.tally import Tally
from footlight.bench.passage.ways import Picture, Way, open_receiver
from footlight.clock import SystemClock
from footlight.errors import NothingReceivedError

_WARM_UP: Final = 1.5
_PATIENCE: Final = 20.0
"""Seconds until the first picture must have come."""


def work(image: Picture, seconds: float) -> None:
    """Compute something of a picture, on one core, for so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        np.add.reduce(image[::8], axis=0, dtype=np.float64)


def main(way: Way, where: str, wanted_seconds: float, work_seconds: float) -> None:
    tally = Tally(SystemClock())

    def take(image: Picture) -> None:
        tally.add(image)
        if work_seconds:
            work(image, work_seconds)

    sys.stdin.readline()
    receive = open_receiver(way, where)
    print("ready", flush=True)
    threading.Thread(target=receive, args=(take,), daemon=True).start()
    if not tally.first.wait(_PATIENCE):
        raise NothingReceivedError(f"{way}: no picture came")
    time.sleep(_WARM_UP)
    tally.begin()
    print("begin", flush=True)
    time.sleep(wanted_seconds)
    print(msgspec.json.encode(tally.end()).decode(), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4]))  # type: ignore[arg-type]
