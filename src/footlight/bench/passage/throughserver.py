"""Footlight through a server: a sender and a watcher, as `footlight send` and `footlight watch` have them."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing

import uvloop

from footlight.bench.passage.library import codec, max_bitrate
from footlight.bench.passage.pictures import FPS, HEIGHT, WIDTH
from footlight.bench.passage.ways import Picture, Receive, Send, Way
from footlight.client.events import Connected, PacketsReceived, TracksChanged
from footlight.client.sending.lane import CodingOptions
from footlight.client.sending.publish import to_server
from footlight.client.sending.sender import Sender
from footlight.client.url import parse_url
from footlight.client.watching.decoding import Decoded, DecodingThread
from footlight.client.watching.watch import Watch
from footlight.clock import SystemClock
from footlight.model.clock import Clock
from footlight.model.frame import VideoFormat, VideoFrame
from footlight.model.units import Micros


class ArraySource:
    """Pictures of a program as a source."""

    def __init__(self, images: Iterator[Picture], clock: Clock) -> None:
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


def open_sender(way: Way, url: str) -> Send:
    """The publisher; its stream key is ``FOOTLIGHT_KEY`` of the environment."""

    def send(images: Iterator[Picture]) -> None:
        clock = SystemClock()
        coding = CodingOptions(codec=codec(way), max_bitrate=max_bitrate(way))
        uplink = to_server(parse_url(url), os.environ["FOOTLIGHT_KEY"], clock)
        # The loop that `footlight send` has.
        uvloop.run(Sender(uplink, [ArraySource(images, clock)], clock, coding=coding).run())

    return send


def open_receiver(url: str) -> Receive:
    """The viewer; pictures are taken in its decoding thread."""

    def receive(take: Callable[[Picture], object]) -> None:
        def show(decoded: Decoded) -> None:
            if isinstance(decoded.frame, VideoFrame):
                take(decoded.frame.image)

        def complain(error: Exception) -> None:
            print(repr(error), file=sys.stderr)

        clock = SystemClock()
        decoding = DecodingThread(clock, on_frame=show, on_error=complain, on_fault=complain)

        async def run() -> None:
            async with aclosing(Watch(parse_url(url), clock).events()) as events:
                async for event in events:
                    if isinstance(event, Connected | TracksChanged | PacketsReceived):
                        decoding.put(event)

        # The loop that `footlight watch` has.
        uvloop.run(run())

    return receive
