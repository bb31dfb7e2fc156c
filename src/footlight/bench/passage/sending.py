"""The sending process of a passage.

python -m footlight.bench.passage.sending WAY URL-OR-PORT
"""

import sys

from footlight.bench.passage.pictures import pictures
from footlight.bench.passage.ways import Way, open_sender
from footlight.clock import SystemClock


def main(way: Way, where: str) -> None:
    open_sender(way, where)(pictures(SystemClock()))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])  # type: ignore[arg-type]
