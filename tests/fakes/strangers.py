"""What is no Footlight and listens where one is looked for, in a thread: it answers at once, asked or not."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

_UPGRADE: Final = b'{"error": {"code": "version_unsupported", "message": "another version"}}'

PATIENT: Final[dict[str, tuple[bytes, str]]] = {
    "a web server": (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "not_footlight"),
    "a web server without": (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "not_footlight"),
    "another version": (
        b"HTTP/1.1 426 Upgrade Required\r\nContent-Length: %d\r\n\r\n%b" % (len(_UPGRADE), _UPGRADE),
        "version_unsupported",
    ),
}
"""Those that wait for a request: the answer, and the code that a client has for it."""

HASTY: Final[dict[str, bytes]] = {
    "random bytes": os.urandom(4096),
    "another protocol": b"SSH-2.0-x\r\n",
    "nothing": b"",
}
"""Those that speak, or leave, before they are asked; a client's code for all is ``not_footlight``."""


@contextmanager
def stranger(answer: bytes, *, patient: bool) -> Iterator[int]:
    """The port where it listens; ``patient``: it waits for a whole request."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer_all() -> None:
        while True:
            with suppress(OSError):
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    asked = b""
                    while patient and b"\r\n\r\n" not in asked and (more := connection.recv(4096)):
                        asked += more
                    connection.sendall(answer)

    thread = threading.Thread(target=answer_all)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()
