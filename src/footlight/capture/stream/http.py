"""HTTP for FFmpeg, by Python: certificates are checked, redirects stay HTTP, and a read that waits can be ended.

FFmpeg itself checks no certificate of what a playlist names, follows redirects to anything, and waits for its timeout.
"""

import http.client
import socket
import ssl
import threading
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from footlight import __version__

SILENCE: Final = 10.0
"""Seconds without a byte before a read fails."""


class HttpFetcher:
    """Opens all that one source is made of; `close`, from any thread, ends every read, now and later."""

    def __init__(self, proxy: str | None = None) -> None:
        """``proxy``: through which all is fetched, as ``http://host:port``; None: the environment's, if any."""
        self._proxy = proxy
        self._lock = threading.Lock()
        self._connected: set[socket.socket] = set()
        self._closed = False
        self._failed = False

    def open(self, url: str, flags: int = 0, options: Mapping[str, str] | None = None) -> "HttpFile | _Ended":
        """Open an address for FFmpeg, as its ``io_open``.

        Raises:
            OSError: it cannot be fetched; `urllib.error.HTTPError` where the server says why. Told once: FFmpeg tries
                other pieces before it gives up, and PyAV would print what comes second.
        """
        del flags  # nothing is ever written
        first, end = (int((options or {}).get(name, "0")) for name in ("offset", "end_offset"))
        try:
            return HttpFile(self, url, first, end)
        except OSError:
            if self._failed:
                return _Ended()
            self._failed = True
            raise

    def request(self, url: str, first: int, end: int) -> http.client.HTTPResponse:
        """The answer to one request, after redirects and the question for a password.

        Args:
            first, end: the first byte that is wanted, and the one after the last; 0: all.

        Raises:
            OSError: as of `open`.
        """
        parts = urlsplit(url)
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()
        headers = {"User-Agent": f"footlight/{__version__}"}
        if first or end:
            headers["Range"] = f"bytes={first}-{end - 1 if end else ''}"
        opener = self._opener(bare, parts.username, parts.password)
        answer: http.client.HTTPResponse = opener.open(urllib.request.Request(bare, headers=headers), timeout=SILENCE)  # noqa: S310 - the opener knows HTTP only
        return answer

    def connected(self, connection: socket.socket) -> None:
        """A connection stands, and is to be ended by `close`."""
        with self._lock:
            self._connected = {one for one in self._connected if one.fileno() >= 0} | {connection}
            if self._closed:
                _cut(connection)

    def close(self) -> None:
        """End every read."""
        with self._lock:
            self._closed = True
            for connection in self._connected:
                _cut(connection)

    def _opener(self, url: str, user: str | None, password: str | None) -> urllib.request.OpenerDirector:
        """Put together by hand: what Python makes by itself opens files and FTP too."""
        opener = urllib.request.OpenerDirector()
        proxies = {"http": self._proxy, "https": self._proxy} if self._proxy is not None else None
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        if user is not None:
            passwords.add_password(None, url, unquote(user), unquote(password or ""))
        for handler in (
            urllib.request.ProxyHandler(proxies),
            urllib.request.HTTPDigestAuthHandler(passwords),
            urllib.request.HTTPBasicAuthHandler(passwords),
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPRedirectHandler(),
            urllib.request.HTTPErrorProcessor(),
            urllib.request.UnknownHandler(),
            _Http(self),
            _Https(self),
        ):
            opener.add_handler(handler)
        return opener


class HttpFile:
    """One answer as a file, for one thread; it can be sought in where the server gives ranges."""

    def __init__(self, fetcher: HttpFetcher, url: str, first: int, end: int) -> None:
        self._fetcher = fetcher
        self._url = url
        self._end = end
        self._position = self._answered = first
        self._answer = fetcher.request(url, first, end)
        whole = self._answer.headers.get("Content-Length", "")
        self._size = first + int(whole) if whole.isdecimal() else None

    def seekable(self) -> bool:
        return self._size is not None and self._answer.headers.get("Accept-Ranges") == "bytes"

    def tell(self) -> int:
        return self._position

    def read(self, size: int) -> bytes:
        """What has come, at most ``size`` bytes; b"" at the end.

        Raises:
            OSError: the connection broke, or is silent.
        """
        if self._size is not None and self._position >= self._size:
            return b""
        if self._position != self._answered:
            self._answer.close()
            self._answer = self._fetcher.request(self._url, self._position, self._end)
        data = self._answer.read1(size)
        self._position += len(data)
        self._answered = self._position
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go on from another byte, by a request of its own as soon as it is read."""
        self._position = offset + (0, self._position, self._size or 0)[whence]
        return self._position

    def close(self) -> None:
        self._answer.close()


class _Ended:
    """In the place of what could not be fetched once another failure is on its way to be told."""

    def read(self, size: int) -> bytes:
        del size
        return b""


class _Http(urllib.request.HTTPHandler):
    def __init__(self, fetcher: HttpFetcher) -> None:
        super().__init__()
        self._fetcher = fetcher

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_remembering(http.client.HTTPConnection, self._fetcher), req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, fetcher: HttpFetcher) -> None:
        super().__init__()
        self._fetcher = fetcher

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        connection = _remembering(http.client.HTTPSConnection, self._fetcher)
        return self.do_open(connection, req, context=ssl.create_default_context())


def _remembering(base: type[http.client.HTTPConnection], fetcher: HttpFetcher) -> Any:
    """A kind of connection whose socket the fetcher knows: nothing else ends a read from another thread."""

    class Remembered(base):  # type: ignore[valid-type, misc]
        def connect(self) -> None:
            super().connect()
            fetcher.connected(self.sock)

    return Remembered


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):  # it is closed already
        # Not the method of a TLS socket, which takes its state away from the thread that reads.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
