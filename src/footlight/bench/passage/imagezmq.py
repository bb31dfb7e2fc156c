"""imagezmq in its two patterns, raw and, as its documentation has it, with simplejpeg."""

import threading
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
import simplejpeg

from footlight.bench.passage.ways import Picture, Receive, Send, Way

_QUALITY: Final = 80
"""Footlight's: imagezmq leaves it to its user."""


def open_sender(way: Way, port: int) -> Send:
    """With REQ/REP it connects and waits for the answer to each picture; with PUB/SUB it listens."""
    import imagezmq

    request = _request(way)
    sender = imagezmq.ImageSender(f"tcp://127.0.0.1:{port}" if request else f"tcp://*:{port}", REQ_REP=request)

    def send(images: Iterator[Picture]) -> None:
        for image in images:
            if _raw(way):
                sender.send_image("", image)
            else:
                sender.send_jpg("", simplejpeg.encode_jpeg(image, _QUALITY, "BGR", "420"))

    return send


def open_receiver(way: Way, port: int) -> Receive:
    """The other end."""
    import imagezmq

    request = _request(way)
    hub = imagezmq.ImageHub(f"tcp://*:{port}" if request else f"tcp://127.0.0.1:{port}", REQ_REP=request)
    next_jpeg = _newest(hub) if way.endswith("newest") else lambda: bytes(hub.recv_jpg()[1])

    def receive(take: Callable[[Picture], object]) -> None:
        while True:
            image = hub.recv_image()[1] if _raw(way) else _decoded(next_jpeg())
            if request:
                hub.send_reply(b"OK")
            take(image)

    return receive


def _newest(hub: Any) -> Callable[[], bytes]:
    """What imagezmq's documentation advises for a subscriber that is busy: a thread that keeps the newest alone."""
    kept: list[bytes] = []
    came = threading.Event()

    def read() -> None:
        while True:
            kept[:] = [hub.recv_jpg()[1]]
            came.set()

    def newest() -> bytes:
        came.wait()
        came.clear()
        return bytes(kept[0])

    threading.Thread(target=read, daemon=True).start()
    return newest


def _decoded(coded: bytes) -> Picture:
    return np.asarray(simplejpeg.decode_jpeg(coded, "BGR"), np.uint8)


def _request(way: Way) -> bool:
    return " req " in way


def _raw(way: Way) -> bool:
    return way.endswith("raw")
