"""vidgear's NetGear as it comes, and with its JPEG turned off."""

from collections.abc import Callable, Iterator
from typing import Any

from footlight.bench.passage.ways import Picture, Receive, Send, Way


def open_sender(way: Way, port: int) -> Send:
    """The end that connects."""
    gear = _gear(way, port, receive=False)

    def send(images: Iterator[Picture]) -> None:
        for image in images:
            gear.send(image)

    return send


def open_receiver(way: Way, port: int) -> Receive:
    """The end that listens."""
    gear = _gear(way, port, receive=True)

    def receive(take: Callable[[Picture], object]) -> None:
        while (image := gear.recv()) is not None:
            take(image)

    return receive


def _gear(way: Way, port: int, *, receive: bool) -> Any:
    from vidgear.gears import NetGear

    options: dict[str, Any] = {} if way.endswith("jpeg") else {"jpeg_compression": False}
    return NetGear(address="127.0.0.1", port=str(port), receive_mode=receive, logging=False, **options)
