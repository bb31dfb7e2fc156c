"""Footlight from program to program: `footlight.Upstream` and `footlight.Downstream`, nothing between them."""

from collections.abc import Callable, Iterator
from typing import cast

import footlight
from footlight.bench.passage.pictures import FPS
from footlight.bench.passage.ways import Picture, Receive, Send, Way
from footlight.bench.sender import BITRATE
from footlight.codec.pictures import PictureCodec


def codec(way: Way) -> PictureCodec:
    """What a way of Footlight's codes pictures as."""
    return cast(PictureCodec, way.partition(" ")[2])


def max_bitrate(way: Way) -> int | None:
    """What H.264 aims at; the others are as large as they are."""
    return BITRATE if way == "footlight h264" else None


def open_sender(way: Way, port: int) -> Send:
    """The end that listens."""
    upstream = footlight.Upstream(port=port, codec=codec(way), fps=FPS, max_bitrate=max_bitrate(way)).start()

    def send(images: Iterator[Picture]) -> None:
        for image in images:
            upstream.stream_frame(image)

    return send


def open_receiver(port: int) -> Receive:
    """The end that connects.

    Raises:
        ConnectionFailedError: nothing listens there.
    """
    downstream = footlight.Downstream(port=port).start()

    def receive(take: Callable[[Picture], object]) -> None:
        while True:
            take(downstream.receive_frame())

    return receive
