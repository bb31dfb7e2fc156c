"""The publisher of `footlight bench latency`: the test picture, coded and sent, in a process of its own.

    FOOTLIGHT_KEY=... python -m footlight.bench.sender URL picture|sound

``picture`` leaves the test source's sound out, which `footlight send test` cannot.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from typing import Final

from footlight.capture.source import CaptureOptions
from footlight.capture.testsource import TestSource
from footlight.client.sending.lane import CodingOptions
from footlight.client.sending.publish import to_server
from footlight.client.sending.sender import Sender
from footlight.client.url import parse_url
from footlight.clock import SystemClock
from footlight.model.frame import AudioFormat, VideoFormat, VideoFrame

WIDTH: Final = 1280
HEIGHT: Final = 720
FPS: Final = 30.0
BITRATE: Final = 4_500_000
"""What the encoder aims at: the figures to reach allow 5 Mbit/s."""


class PictureOnly:
    """The test source without its sound."""

    def __init__(self, source: TestSource) -> None:
        self._source = source

    @property
    def formats(self) -> Sequence[VideoFormat | AudioFormat]:
        return self._source.formats[:1]

    def read(self) -> VideoFrame:
        while True:
            frame = self._source.read()
            if isinstance(frame, VideoFrame):
                return frame

    def close(self) -> None:
        self._source.close()


def main(url: str, what: str) -> None:
    clock = SystemClock()
    test = TestSource(CaptureOptions(fps=FPS, size=(WIDTH, HEIGHT)), clock)
    sources = [test if what == "sound" else PictureOnly(test)]
    coding = CodingOptions(max_bitrate=BITRATE)
    uplink = to_server(parse_url(url), os.environ["FOOTLIGHT_KEY"], clock)
    asyncio.run(Sender(uplink, sources, clock, coding=coding).run())


if __name__ == "__main__":
    main(*sys.argv[1:3])
