"""The sending process of a passage.

    python -m footlight.bench.passage.sending WAY URL-OR-PORT

It prints ``ready`` when its end is open and its pictures are drawn, and sends them as soon as it is given a line.
"""

import sys

from footlight.bench.passage.pictures import draw, pictures
from footlight.bench.passage.ways import Way, open_sender
from footlight.clock import SystemClock


def main(way: Way, where: str) -> None:
    send, drawn = open_sender(way, where), draw()
    print("ready", flush=True)
    sys.stdin.readline()
    send(pictures(SystemClock(), drawn))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])  # type: ignore[arg-type]
