"""Viewers that do as little as they can: what they take of this machine must not be counted as the server's.

They look for a few words in what comes, and read nothing.
"""

import asyncio
import base64
import secrets
from typing import Final, Self, cast

from websockets.frames import Frame, Opcode

from footlight.client.url import ServerUrl
from footlight.errors import ConnectionFailedError
from footlight.model.channel import ChannelName
from footlight.wire.control import SUBPROTOCOL, VERSION, Hello, encode_control

_PATIENCE: Final = 30.0
"""Seconds until somebody is let in, or told to go."""
_HEAD_ENDS: Final = b"\r\n\r\n"
_WELCOME: Final = b'"type":"welcome"'
_BYE: Final = b'"type":"bye"'


class _Connection(asyncio.Protocol):
    """One connection, which says something at its beginning, and ends."""

    _transport: asyncio.Transport

    def __init__(self, request: str) -> None:
        loop = asyncio.get_running_loop()
        self._request = request.encode()
        self._head = b""
        self._in: asyncio.Future[None] = loop.create_future()
        self._out: asyncio.Future[float] = loop.create_future()

    @classmethod
    async def _open(cls, server: ServerUrl, connection: Self) -> Self:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_PATIENCE):
                await loop.create_connection(lambda: connection, server.host, server.port)
                await connection._in
        except (OSError, TimeoutError) as error:
            raise ConnectionFailedError(f"nobody is let in: {error or 'too late'}") from error
        return connection

    async def ended(self) -> float:
        """When it was told to go, in the event loop's time.

        Raises:
            ConnectionFailedError: it was not.
        """
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._out
        except TimeoutError:
            raise ConnectionFailedError(f"somebody still watches after {_PATIENCE:g} s") from None

    def leave(self) -> None:
        """Go without a word."""
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request)

    def connection_lost(self, error: Exception | None) -> None:
        if not self._in.done():
            self._in.set_exception(ConnectionFailedError(f"nobody is let in: {error or 'the server closed'}"))
        self._end()

    def _read_head(self, data: bytes, status: bytes) -> bytes | None:
        """What follows the head of the answer; None before its end."""
        self._head += data
        head, found, rest = self._head.partition(_HEAD_ENDS)
        if not found:
            return None
        if head.split(b" ")[1] != status:
            self._refuse(self._head)
            return None
        return rest

    def _enter(self) -> None:
        if not self._in.done():
            self._in.set_result(None)

    def _refuse(self, told: bytes) -> None:
        if not self._in.done():
            self._in.set_exception(ConnectionFailedError(f"nobody is let in: {told[-200:].decode(errors='replace')}"))
        self._transport.abort()

    def _end(self) -> None:
        if not self._out.done():
            self._out.set_result(asyncio.get_running_loop().time())


class Viewer(_Connection):
    """A viewer by WebSocket."""

    @classmethod
    async def join(cls, server: ServerUrl, channel: ChannelName, ticket: str | None = None) -> Self:
        """Connect, say hello, and wait for the welcome.

        Raises:
            ConnectionFailedError: it does not come.
        """
        request = (
            f"GET /live/{channel} HTTP/1.1\r\nHost: {server.authority}\r\nConnection: Upgrade\r\n"
            f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: {SUBPROTOCOL}\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(secrets.token_bytes(16)).decode()}\r\n\r\n"
        )
        hello = encode_control(Hello(VERSION, "watch", ticket=ticket))
        return await cls._open(server, cls(request, hello))

    def __init__(self, request: str, hello: str) -> None:
        super().__init__(request)
        self._hello = Frame(Opcode.TEXT, hello.encode()).serialize(mask=True)
        self._greeted = False
        self._answer = b""

    def data_received(self, data: bytes) -> None:
        if not self._greeted:
            if self._read_head(data, b"101") is not None:
                self._greeted = True
                self._transport.write(self._hello)
        elif not self._in.done():
            self._answer += data
            if _WELCOME in self._answer:
                self._enter()
            elif _BYE in self._answer:
                self._refuse(self._answer)
        elif _BYE in data:
            self._end()
            self._transport.abort()


class Player(_Connection):
    """A player that reads a transport stream."""

    @classmethod
    async def play(cls, server: ServerUrl, path: str) -> Self:
        """Ask for a stream, and wait for its first bytes.

        Raises:
            ConnectionFailedError: they do not come.
        """
        return await cls._open(server, cls(f"GET {path} HTTP/1.1\r\nHost: {server.authority}\r\n\r\n"))

    def data_received(self, data: bytes) -> None:
        if not self._in.done() and self._read_head(data, b"200"):
            self._enter()
