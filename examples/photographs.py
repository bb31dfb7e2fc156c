"""Show photographs, one after the other: every file of a folder that OpenCV can read.

python examples/photographs.py FOLDER [--to HOST:PORT --key KEY | --port PORT] [--seconds 5]
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

import footlight

MOST = 3840, 2160


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--to", help="a receiver that listens; without it, this end listens itself")
    parser.add_argument("--key")
    parser.add_argument("--port", type=int, default=7700)
    parser.add_argument("--seconds", type=float, default=5.0, help="that each is shown")
    given = parser.parse_args(arguments)

    # JPEG: every picture stands alone, sharp at once. Each may have a size of its own.
    with footlight.Upstream(
        port=given.port, to=given.to, key=given.key, codec="jpeg", quality=92, fps=1 / max(given.seconds, 0.1)
    ) as upstream:
        print(f"watch them at {upstream.url}", flush=True)
        for path in sorted(given.folder.iterdir()):
            photograph = cv2.imread(str(path))
            if photograph is None:
                continue
            height, width = photograph.shape[:2]
            scale = min(1.0, MOST[0] / width, MOST[1] / height)
            if scale < 1:
                photograph = cv2.resize(photograph, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            upstream.stream_frame(np.asarray(photograph, np.uint8))
            time.sleep(given.seconds)


if __name__ == "__main__":
    main()
