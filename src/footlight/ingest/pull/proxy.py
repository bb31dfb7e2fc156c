"""An HTTP proxy for the reader of one pull source (RFC 9110, 7.3.2 and 9.3.6); a connection is one request."""

import asyncio
from typing import Final
from urllib.parse import urlsplit

from footlight.errors import AddressForbiddenError, FootlightError, ProtocolViolationError
from footlight.ingest.pull.outside import Outside, Streams, exchange

_HEAD_SECONDS: Final = 10.0
_OWN_FIELDS: Final = (b"proxy-", b"connection:")
"""Fields that are between the reader and its proxy."""


class HttpProxy:
    """Fetches what is asked of it, from where the rules permit."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    async def serve(self, near: Streams) -> None:
        """One connection, which is one request.

        Raises:
            FootlightError: the request was refused, which the reader was told.
        """
        try:
            async with asyncio.timeout(_HEAD_SECONDS):
                head = await near[0].readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            return
        try:
            far = await self._open(near, head)
        except FootlightError as error:
            status = b"403 Forbidden" if isinstance(error, AddressForbiddenError) else b"502 Bad Gateway"
            near[1].write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await near[1].drain()
            raise
        await exchange(near, far)

    async def _open(self, near: Streams, head: bytes) -> Streams:
        line, *fields = head[:-4].split(b"\r\n")
        try:
            method, target, version = line.decode("ascii").split(" ")
            if method == "CONNECT":
                parts = urlsplit(f"//{target}")
                far = await self._outside.connect(parts.hostname or "", parts.port or 443)
                near[1].write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                return far
            parts = urlsplit(target)
            host, port = parts.hostname or "", parts.port or 80
        except ValueError:
            raise ProtocolViolationError("the reader's request is no HTTP") from None
        if parts.scheme != "http":
            raise AddressForbiddenError(f"{parts.scheme[:16]!r} is not fetched by way of http")
        far = await self._outside.connect(host, port)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        kept = [field for field in fields if not field.lower().startswith(_OWN_FIELDS)]
        far[1].write(b"\r\n".join([f"{method} {path} {version}".encode(), *kept, b"Connection: close", b"", b""]))
        return far
