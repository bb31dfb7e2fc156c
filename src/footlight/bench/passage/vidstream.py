"""vidstream's own server and client: JPEG of quality 90, pickled as text, over TCP.

It shows what comes in a window, and takes pictures from a camera, a film or the screen, and nothing else. So its
server's window is replaced by a function that takes the picture, at the very call, and its client's camera by the
pictures that are measured. What it imports for screens and for sound, and needs a display and a compiler, stands
empty: neither is used here.
"""

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, Final

from footlight.bench.passage.ways import Picture, Receive, Send

_HOST: Final = "127.0.0.1"
_LOOK_EVERY: Final = 0.1


def open_sender(port: int) -> Send:
    """The end that connects: once, so the other end is waited for."""
    streaming = _streaming()

    def send(images: Iterator[Picture]) -> None:
        class Client(streaming.StreamingClient):  # type: ignore[name-defined,misc]
            def _get_frame(self) -> Picture:
                return next(images)

        while not _listens(port):
            time.sleep(_LOOK_EVERY)
        Client(_HOST, port).start_stream()
        threading.Event().wait()

    return send


def open_receiver(port: int) -> Receive:
    """The end that listens."""
    streaming = _streaming()

    def receive(take: Callable[[Picture], object]) -> None:
        streaming.cv2.imshow = lambda _name, image: take(image)
        # A real one draws, and waits a millisecond at least.
        streaming.cv2.waitKey = lambda _delay: -1
        streaming.StreamingServer(_HOST, port).start_server()
        threading.Event().wait()

    return receive


def _streaming() -> Any:
    sound = ModuleType("pyaudio")
    sound.paInt16 = 8  # type: ignore[attr-defined]
    sys.modules.update({"pyaudio": sound, "pyautogui": ModuleType("pyautogui")})
    from vidstream import streaming

    return streaming


def _listens(port: int) -> bool:
    try:
        socket.create_connection((_HOST, port)).close()
    except ConnectionRefusedError:
        return False
    return True
