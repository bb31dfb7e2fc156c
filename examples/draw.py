"""Tap a live broadcast, draw on it with OpenCV, and publish it as another channel.

python examples/draw.py http://127.0.0.1:7700/lobby --to http://127.0.0.1:7700/drawn --key KEY
"""

import argparse
from collections.abc import Sequence

import cv2

import footlight


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", help="a channel's URL, or HOST:PORT of a sender that listens")
    parser.add_argument("--to", required=True)
    parser.add_argument("--key", help="of the channel that it is published on")
    parser.add_argument("--frames", type=int, help="end after so many")
    given = parser.parse_args(arguments)

    with footlight.Downstream(given.source) as downstream, footlight.Upstream(to=given.to, key=given.key) as upstream:
        for number, frame in enumerate(downstream, 1):
            words = f"{frame.latency * 1000:.0f} ms"
            cv2.rectangle(frame.image, (0, 0), (180, 50), (255, 255, 255), cv2.FILLED)
            cv2.putText(frame.image, words, (10, 36), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0, 0, 0), 2)
            upstream.stream_frame(frame.image)
            if number == given.frames:
                break


if __name__ == "__main__":
    main()
