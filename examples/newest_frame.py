"""A frame grabber for a neural network: however long it thinks, the next picture it gets is the newest.

python examples/newest_frame.py HOST:PORT [--key KEY]
"""

import argparse
import time
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

import footlight


def think(image: NDArray[np.uint8]) -> float:
    """Stands for a network that takes 50 ms a picture: how bright it is."""
    time.sleep(0.05)
    return float(np.asarray(cv2.resize(image, (64, 64))).mean())


def main(arguments: Sequence[str] | None = None) -> list[float]:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("--key")
    parser.add_argument("--frames", type=int, help="end after so many")
    given = parser.parse_args(arguments)

    results: list[float] = []
    with footlight.Downstream(given.address, key=given.key) as downstream:
        for frame in downstream:
            results.append(think(frame.image))
            print(f"picture {frame.sequence}, {frame.latency * 1000:.0f} ms old: {results[-1]:.1f}", flush=True)
            if len(results) == given.frames:
                break
    return results


if __name__ == "__main__":
    main()
