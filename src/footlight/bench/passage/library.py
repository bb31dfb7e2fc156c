"""Footlight from program to program: `footlight.Upstream` and `footlight.Downstream`, a server between them or none."""

import os
from collections.abc import Callable, Iterator
from typing import cast

import footlight
from footlight.bench.passage.pictures import FPS
from footlight.bench.passage.ways import Picture, Receive, Send, Way
from footlight.bench.sender import BITRATE
from footlight.codec.pictures import PictureCodec


def open_sender(way: Way, where: str) -> Send:
    """The sending end: at a port it listens; to a server it connects, with the key in ``FOOTLIGHT_KEY``."""
    codec = cast(PictureCodec, way.partition(" ")[2])
    # The others are as large as they are.
    max_bitrate = BITRATE if codec == "h264" else None
    upstream = (
        footlight.Upstream(port=int(where), codec=codec, fps=FPS, max_bitrate=max_bitrate)
        if where.isdecimal()
        else footlight.Upstream(
            to=where, key=os.environ["FOOTLIGHT_KEY"], codec=codec, fps=FPS, max_bitrate=max_bitrate
        )
    )
    upstream.start()

    def send(images: Iterator[Picture]) -> None:
        for image in images:
            upstream.stream_frame(image)

    return send


def open_receiver(where: str) -> Receive:
    """The end that receives, from a port of this machine or from a server.

    Raises:
        ConnectionFailedError: nothing listens there.
    """
    downstream = footlight.Downstream(port=int(where)) if where.isdecimal() else footlight.Downstream(where)
    downstream.start()

    def receive(take: Callable[[Picture], object]) -> None:
        while True:
            take(downstream.receive_frame())

    return receive
