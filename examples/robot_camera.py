"""A robot's camera, for whoever looks: in a browser, in Python, with `footlight watch`.

python examples/robot_camera.py CAMERA [--to HOST:PORT --key KEY | --address ADDRESS --port PORT]

CAMERA is a number of OpenCV's, or `test` for a picture that moves.
"""

import argparse
import itertools
import time
from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

import footlight


def pictures(camera: str) -> Iterator[NDArray[np.uint8]]:
    """The camera's pictures, BGR, as they come."""
    if camera == "test":
        for number in itertools.count():
            image = np.full((480, 640, 3), (60, 40, 20), np.uint8)
            cv2.circle(image, (number * 4 % 640, 240), 40, (0, 200, 255), cv2.FILLED)
            yield image
            time.sleep(1 / 30)
    capture = cv2.VideoCapture(int(camera))
    while True:
        found, grabbed = capture.read()
        if not found:
            raise SystemExit(f"camera {camera} gives no picture")
        yield np.asarray(grabbed, np.uint8)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("camera")
    parser.add_argument("--to", help="a receiver that listens; without it, the robot listens itself")
    parser.add_argument("--key")
    parser.add_argument("--address", default="127.0.0.1", help="0.0.0.0 for the whole network")
    parser.add_argument("--port", type=int, default=7700)
    parser.add_argument("--frames", type=int, help="end after so many")
    given = parser.parse_args(arguments)

    with footlight.Upstream(given.address, given.port, to=given.to, key=given.key) as upstream:
        print(f"watch it at {upstream.url}", flush=True)
        for image in itertools.islice(pictures(given.camera), given.frames):
            # Never waits: a slow network costs pictures, which are counted, and never the robot's time.
            upstream.stream_frame(image)
        print(upstream.stats)


if __name__ == "__main__":
    main()
