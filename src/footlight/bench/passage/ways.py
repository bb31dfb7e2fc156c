"""The ways from one Python program to another that are compared, and how each sends and receives."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""BGR, (height, width, 3)."""

Send = Callable[[Iterator[Picture]], None]
"""Hands each picture to the tool when it comes, and waits as long as the tool does; for ever."""

Receive = Callable[[Callable[[Picture], object]], None]
"""Calls its argument with each picture as soon as the tool gave it; for ever."""

Way = Literal[
    "footlight raw",
    "footlight bgr",
    "footlight jpeg",
    "footlight h264",
    "netgear raw",
    "netgear jpeg",
    "imagezmq req raw",
    "imagezmq req jpeg",
    "imagezmq pub raw",
    "imagezmq pub jpeg",
    "imagezmq pub newest",
    "vidstream jpeg",
]
"""The tool, how it talks where there is a choice, and what travels.

Footlight's go straight from program to program, or through a server where `open_sender` is given one.
``newest`` is JPEG by the threaded subscriber of imagezmq's documentation.
"""

_PACKAGES: Final = {"netgear": "vidgear", "imagezmq": "imagezmq", "vidstream": "vidstream"}


def missing(way: Way) -> str:
    """The package that a way needs and this machine lacks; empty where it has it."""
    package = _PACKAGES.get(tool(way), "")
    return package if package and find_spec(package) is None else ""


def tool(way: Way) -> str:
    """The first of its words."""
    return way.partition(" ")[0]


def open_sender(way: Way, where: str) -> Send:
    """The sending end.

    Args:
        way: by which tool.
        where: a port of this machine, or a server's URL.
    """
    match tool(way):
        case "netgear":
            from footlight.bench.passage import netgear

            return netgear.open_sender(way, int(where))
        case "imagezmq":
            from footlight.bench.passage import imagezmq

            return imagezmq.open_sender(way, int(where))
        case "vidstream":
            from footlight.bench.passage import vidstream

            return vidstream.open_sender(int(where))
        case _:
            from footlight.bench.passage import library

            return library.open_sender(way, where)


def open_receiver(way: Way, where: str) -> Receive:
    """The receiving end; the arguments are those of `open_sender`."""
    match tool(way):
        case "netgear":
            from footlight.bench.passage import netgear

            return netgear.open_receiver(way, int(where))
        case "imagezmq":
            from footlight.bench.passage import imagezmq

            return imagezmq.open_receiver(way, int(where))
        case "vidstream":
            from footlight.bench.passage import vidstream

            return vidstream.open_receiver(int(where))
        case _:
            from footlight.bench.passage import library

            return library.open_receiver(where)
