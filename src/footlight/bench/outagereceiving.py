"""The receiver of `footlight bench outage`.

    python -m footlight.bench.outagereceiving listen|connect PORT

It prints ``ready`` and the time in microseconds when it listens, or else before it connects, and ``first`` and the time
with the first picture of each sender; of one that was there before it, with the first that was taken since: what a
sender keeps for who joins is older.
"""

import sys

import footlight
from footlight.capture import timestrip
from footlight.clock import SystemClock


def main(way: str, port: int) -> None:
    clock = SystemClock()
    downstream = footlight.Downstream(port=port, listen=way == "listen")
    ready = clock.now()
    if way == "connect":
        print(f"ready {ready}", flush=True)
    newest = None
    with downstream:
        if way == "listen":
            ready = clock.now()
            print(f"ready {ready}", flush=True)
        for frame in downstream:
            now = clock.now()
            stamp = timestrip.read(frame.image)
            if stamp is None or stamp.captured_at(now) < ready:
                continue
            # A sender counts from the beginning.
            if newest is None or stamp.number < newest:
                print(f"first {now}", flush=True)
            newest = stamp.number


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
