"""A server on 127.0.0.1 that does to each connection what it is told, good or bad; in threads."""

import re
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

Script = Callable[[socket.socket, threading.Event], object]
"""What is done to a connection; the event is set when the server ends."""

_ANSWER: Final = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
_LENGTH: Final = re.compile(rb"(?im)^content-length: *(\d+)")


class BadServer:
    """Runs one script for each connection, the last one for all that follow."""

    def __init__(self, *scripts: Script, tls: ssl.SSLContext | None = None) -> None:
        self._scripts = scripts
        self._tls = tls
        self._over = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.connections = 0
        self.lost = threading.Event()
        """Set when a peer went away while a script waited."""

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._socket.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                script = self._scripts[min(self.connections, len(self._scripts) - 1)]
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection, script), daemon=True).start()

    def _serve(self, connection: socket.socket, script: Script) -> None:
        with suppress(OSError):
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                script(connection, self._over)


def silent(connection: socket.socket, over: threading.Event) -> None:
    """Say nothing."""
    del connection
    over.wait()


def closing(connection: socket.socket, over: threading.Event) -> None:
    """Close at once."""
    del over
    connection.close()


def answering(*pieces: bytes, head: bytes = _ANSWER, hang: bool = False) -> Script:
    """Take an HTTP request, answer it, and send the pieces; then close, or say nothing any more."""

    def script(connection: socket.socket, over: threading.Event) -> None:
        _take_request(connection)
        connection.sendall(head + b"".join(pieces))
        if hang:
            over.wait()

    return script


def _take_request(connection: socket.socket) -> None:
    """To its last byte: a socket that is closed with something unread resets the connection, answer and all."""
    request = b""
    while b"\r\n\r\n" not in request and (piece := connection.recv(65536)):
        request += piece
    head, _, body = request.partition(b"\r\n\r\n")
    missing = int(length[1]) - len(body) if (length := _LENGTH.search(head)) else 0
    while missing > 0 and (piece := connection.recv(missing)):
        missing -= len(piece)


def status(line: str, *headers: str) -> Script:
    """Answer with a status, like ``404 Not Found``."""
    lines = [f"HTTP/1.1 {line}", "Content-Length: 0", "Connection: close", *headers, "", ""]
    return answering(head="\r\n".join(lines).encode())
