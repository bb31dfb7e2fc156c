"""The sending process of `footlight bench frames`.

FOOTLIGHT_KEY=... python -m footlight.bench.framesender WAY URL-OR-PORT
"""

import os
import sys
from collections.abc import Iterator, Sequence

import uvloop
from numpy import uint8
from numpy.typing import NDArray

from footlight.bench.pictures import FPS, HEIGHT, WIDTH, pictures
from footlight.bench.sender import BITRATE
from footlight.bench.ways import Way, open_peer_sender
from footlight.client.sending.lane import CodingOptions, SendCodec
from footlight.client.sending.publish import to_server
from footlight.client.sending.sender import Sender
from footlight.client.url import parse_url
from footlight.clock import SystemClock
from footlight.model.clock import Clock
from footlight.model.frame import VideoFormat, VideoFrame
from footlight.model.units import Micros


class ArraySource:
    """Pictures of a program as a source."""

    def __init__(self, images: Iterator[NDArray[uint8]], clock: Clock) -> None:
        self._images = images
        self._clock = clock
        self._number = 0
        self.formats: Sequence[VideoFormat] = (VideoFormat(WIDTH, HEIGHT, FPS, "main"),)

    def read(self) -> VideoFrame:
        image = next(self._images)
        self._number += 1
        pts = Micros(self._number * 1_000_000 // FPS)
        return VideoFrame(image, "bgr", WIDTH, HEIGHT, self._number, pts, self._clock.now())

    def close(self) -> None:
        """The process ends with it."""


def main(way: Way, where: str) -> None:
    clock = SystemClock()
    if not way.startswith("footlight"):
        send = open_peer_sender(way, int(where))
        for image in pictures(clock):
            send(image)
    codecs: dict[str, SendCodec] = {"footlight raw": "raw", "footlight jpeg": "jpeg", "footlight h264": "h264"}
    coding = CodingOptions(codec=codecs[way], max_bitrate=BITRATE if way == "footlight h264" else None)
    source = ArraySource(pictures(clock), clock)
    # The loop that `footlight send` has.
    uplink = to_server(parse_url(where), os.environ["FOOTLIGHT_KEY"], clock)
    uvloop.run(Sender(uplink, [source], clock, coding=coding).run())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])  # type: ignore[arg-type]
