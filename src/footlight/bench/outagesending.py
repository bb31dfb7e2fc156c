"""The sender of `footlight bench outage`.

    python -m footlight.bench.outagesending listen|connect PORT

It prints ``ready`` and the time in microseconds when it listens, or else before it connects.
"""

import sys

import footlight
from footlight.bench.passage.pictures import FPS, draw, pictures
from footlight.clock import SystemClock


def main(way: str, port: int) -> None:
    clock = SystemClock()
    drawn = draw()
    upstream = (
        footlight.Upstream(port=port, fps=FPS)
        if way == "listen"
        else footlight.Upstream(to=f"127.0.0.1:{port}", fps=FPS)
    )
    with upstream:
        print(f"ready {clock.now()}", flush=True)
        for image in pictures(clock, drawn):
            upstream.stream_frame(image)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
