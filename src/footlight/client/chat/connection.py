"""One connection to a chat after the welcome: messages in and out."""

import asyncio
from typing import Final

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from footlight.client.chat.asked import Hello, written
from footlight.client.chat.pace import Pace
from footlight.client.chat.told import Answer, Bye, News, Welcome, read_told
from footlight.client.opening import CLOSE_TIMEOUT, OPEN_TIMEOUT, DisconnectedError, Door, open_websocket
from footlight.client.refusal import refusal
from footlight.client.trust import Trust
from footlight.client.url import ServerUrl
from footlight.errors import (
    ConnectionFailedError,
    HelloTimeoutError,
    MessageTooLargeError,
    ProtocolViolationError,
)
from footlight.model.clock import Clock
from footlight.model.units import micros_from_seconds, seconds

_CHAT: Final = Door("chat", None, 4 * 1024 * 1024)
"""A welcome has the newest lines, and everybody who is here."""


class Connection:
    """An open connection; what is asked goes out in order, and not faster than a server takes."""

    def __init__(self, opened: ClientConnection, url: ServerUrl, clock: Clock) -> None:
        self._socket = opened
        self._url = url
        self._pace = Pace(clock)
        self._turn = asyncio.Lock()

    async def receive(self) -> News | Answer:
        """The next message of a type that is known.

        Raises:
            DisconnectedError: the server said bye, went away, or sent what is no chat.
        """
        while True:
            try:
                message = await self._socket.recv()
            except ConnectionClosed as error:
                raise self._lost(error) from error
            if not isinstance(message, str):
                raise DisconnectedError(ProtocolViolationError("a chat has no binary messages"), retry=True)
            try:
                told = read_told(message)
            except ProtocolViolationError as error:
                raise DisconnectedError(error, retry=True) from error
            if isinstance(told, Bye):
                raise _shown_out(told)
            if told is not None:
                return told

    async def send(self, text: str) -> None:
        """Send a message, as soon as its turn comes.

        Raises:
            DisconnectedError: the connection is lost.
        """
        async with self._turn:
            wait = self._pace.turn()
            if wait:
                await asyncio.sleep(seconds(wait))
            try:
                await self._socket.send(text)
            except ConnectionClosed as error:
                raise self._lost(error) from error

    async def close(self) -> None:
        """Leave; a server that does not listen any more is left after two seconds."""
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await self._socket.close()
        except (ConnectionClosed, TimeoutError):
            self.abort()

    def abort(self) -> None:
        """Drop the connection without a word."""
        self._socket.transport.abort()

    def _lost(self, error: ConnectionClosed) -> DisconnectedError:
        if error.sent is not None and error.sent.code == 1009:
            return DisconnectedError(
                MessageTooLargeError(f"{self._url.authority} sent too large a message"), retry=True
            )
        return DisconnectedError(ConnectionFailedError(f"the connection to {self._url.authority} was lost"), retry=True)


async def connect(
    url: ServerUrl, hello: Hello, *, clock: Clock, trust: Trust, token: str | None
) -> tuple[Connection, Welcome]:
    """Come into a chat and be welcomed.

    Args:
        token: of whom the client speaks for; None: a guest, or whom the ticket of the hello is of.

    Raises:
        DisconnectedError: with why there is no connection, or what the server refused us for.
    """
    headers = {"Authorization": f"Bearer {token}"} if token is not None else None
    connection = Connection(await open_websocket(url, trust, _CHAT, headers), url, clock)
    try:
        async with asyncio.timeout(OPEN_TIMEOUT):
            await connection.send(written(hello))
            greeting = await connection.receive()
    except TimeoutError as error:
        connection.abort()
        message = f"{url.authority} took the connection and then said nothing for {OPEN_TIMEOUT:.0f} s"
        raise DisconnectedError(HelloTimeoutError(message), retry=True) from error
    except BaseException:
        connection.abort()
        raise
    if not isinstance(greeting, Welcome):
        connection.abort()
        raise DisconnectedError(ProtocolViolationError(f"{url.authority} did not begin with a welcome"), retry=True)
    return connection, greeting


def _shown_out(bye: Bye) -> DisconnectedError:
    wait = None if bye.retry_after is None else micros_from_seconds(bye.retry_after / 1_000)
    error = refusal(bye.code, bye.message, wait)
    if error is None:
        error = ConnectionFailedError(f"the server closed: {bye.message or bye.code}")
    return DisconnectedError(error, retry=bye.retry)
