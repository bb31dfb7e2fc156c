"""The ways from one Python program to another that `footlight bench frames` compares."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

Way = Literal[
    "footlight raw",
    "footlight jpeg",
    "footlight h264",
    "netgear raw",
    "netgear jpeg",
    "imagezmq req raw",
    "imagezmq req jpeg",
    "imagezmq pub raw",
]
WAYS: Final[tuple[Way, ...]] = (
    "footlight raw",
    "netgear raw",
    "imagezmq req raw",
    "imagezmq pub raw",
    "footlight jpeg",
    "netgear jpeg",
    "imagezmq req jpeg",
    "footlight h264",
)
"""Like beside like, so that what else the machine does in these minutes meets both."""

_PACKAGES: Final = {"netgear": "vidgear", "imagezmq": "imagezmq"}
_QUALITY: Final = 80
"""Of JPEG where the peer leaves it to its user."""


def missing(way: Way) -> str:
    """The package that a way needs and this machine lacks; empty where it has it."""
    package = _PACKAGES.get(way.partition(" ")[0], "")
    return package if package and find_spec(package) is None else ""


def open_peer_sender(way: Way, port: int) -> Callable[[Picture], object]:
    """A function that sends a picture and waits as long as the peer's own does."""
    if way.startswith("netgear"):
        gear = _netgear(way, port, receive=False)
        return lambda image: gear.send(image)
    import imagezmq

    request = " req " in way
    sender = imagezmq.ImageSender(f"tcp://127.0.0.1:{port}" if request else f"tcp://*:{port}", REQ_REP=request)
    if way.endswith("raw"):
        return lambda image: sender.send_image("", image)
    import simplejpeg

    return lambda image: sender.send_jpg("", simplejpeg.encode_jpeg(image, _QUALITY, "BGR", "420"))


def open_peer_receiver(way: Way, port: int) -> Callable[[], tuple[Picture, int]]:
    """A function that waits for the next picture; it gives its size on the way, in bytes, too."""
    if way.startswith("netgear"):
        return _netgear_receiver(way, port)
    import imagezmq
    import simplejpeg

    request = " req " in way
    hub = imagezmq.ImageHub(f"tcp://*:{port}" if request else f"tcp://127.0.0.1:{port}", REQ_REP=request)

    def receive() -> tuple[Picture, int]:
        if way.endswith("raw"):
            _, image = hub.recv_image()
            size = image.nbytes
        else:
            _, coded = hub.recv_jpg()
            image, size = np.asarray(simplejpeg.decode_jpeg(coded, "BGR"), np.uint8), len(coded)
        if request:
            hub.send_reply(b"OK")
        return image, size

    return receive


def _netgear(way: Way, port: int, *, receive: bool) -> Any:
    from vidgear.gears import NetGear

    options: dict[str, Any] = {} if way.endswith("jpeg") else {"jpeg_compression": False}
    return NetGear(address="127.0.0.1", port=str(port), receive_mode=receive, logging=False, **options)


def _netgear_receiver(way: Way, port: int) -> Callable[[], tuple[Picture, int]]:
    import simplejpeg

    sizes = []
    decode = simplejpeg.decode_jpeg

    def decode_and_count(data: bytes, **options: object) -> Picture:
        sizes.append(len(data))
        return np.asarray(decode(data, **options), np.uint8)

    # It tells nobody how large a picture was on its way.
    simplejpeg.decode_jpeg = decode_and_count
    gear = _netgear(way, port, receive=True)

    def receive() -> tuple[Picture, int]:
        image = gear.recv()
        return image, sizes.pop(0) if sizes else image.nbytes

    return receive
