"""One connection to a server after the greeting: messages in and out, and the server's clock."""

import asyncio
import secrets
from contextlib import suppress

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed
from websockets.frames import Opcode

import footlight
from footlight.client.directreading import read_directly
from footlight.client.opening import CLOSE_TIMEOUT, OPEN_TIMEOUT, DisconnectedError, open_websocket
from footlight.client.refusal import refusal
from footlight.client.sending.path import Path
from footlight.client.trust import Trust
from footlight.client.unsent import UnsentLimit
from footlight.client.url import ServerUrl
from footlight.errors import (
    ConnectionFailedError,
    FootlightError,
    HelloTimeoutError,
    MessageTooLargeError,
    ProtocolViolationError,
)
from footlight.model.clock import Clock
from footlight.model.packet import Packet
from footlight.model.units import Micros
from footlight.wire.clocksync import ClockSync
from footlight.wire.control import Bye, Control, Hello, Ping, Pong, Welcome, decode_control, encode_control
from footlight.wire.packets import Message, decode_packets
from footlight.wire.websocket import client_frame


def agent() -> str:
    """This program's name and version, for the server's logs."""
    return f"footlight-python/{footlight.__version__}"


class Connection:
    """An open connection after the greeting. Pings are answered, and pongs taken in, without the caller."""

    def __init__(self, opened: ClientConnection, url: ServerUrl, clock: Clock) -> None:
        read_directly(opened.transport, opened, opened.protocol)
        self._socket = opened
        self._url = url
        self._clock = clock
        self._next_ping = 0
        self._unsent = UnsentLimit(opened.transport.get_extra_info("socket"), clock)
        self._sent_bytes = 0
        self.sync = ClockSync()
        """The server's clock against ours."""
        self.path = Path(clock)
        """What lies between, as far as pings were sent."""
        self.welcome = Welcome(agent="")

    async def receive(self) -> Control | list[Packet]:
        """The next control message, or the packets of the next binary message.

        Raises:
            DisconnectedError: the server said bye, went away, or broke the protocol.
        """
        while True:
            try:
                message = await self._message()
            except ConnectionClosed as error:
                raise self._lost(error) from error
            received = self._clock.now()
            try:
                content = decode_control(message) if isinstance(message, str) else decode_packets(message)
            except (ProtocolViolationError, MessageTooLargeError) as error:
                raise DisconnectedError(error, retry=True) from error
            match content:
                case Ping(id=number):
                    await self.send(Pong(number, received, self._clock.now()))
                case Pong():
                    sent = self.path.answered(content.id, Micros(content.received_at))
                    if sent is not None:
                        self.sync.add(sent, Micros(content.received_at), Micros(content.sent_at), received)
                case Bye():
                    raise DisconnectedError(_error_of(content), retry=content.retry)
                case None:
                    continue
                case _:
                    return content

    async def ping(self) -> None:
        """Ask the server for its clock; `sync` and `path` take the answer in.

        Raises:
            DisconnectedError: the connection is lost.
        """
        self._next_ping += 1
        self.path.left(self._next_ping, self._sent_bytes)
        await self.send(Ping(self._next_ping))

    async def send(self, message: Control | Message) -> None:
        """Send a control message, or a message of packets; waits while the network does not take it.

        Raises:
            DisconnectedError: the connection is lost.
        """
        try:
            if isinstance(message, Message):
                await self._send_packets(message)
            else:
                encoded = encode_control(message)
                self._sent_bytes += len(encoded)
                await self._socket.send(encoded)
        except ConnectionClosed as error:
            raise self._lost(error) from error

    async def _send_packets(self, message: Message) -> None:
        size = len(message)
        self._sent_bytes += size
        # As the library sends what it is given, but for its copies.
        async with self._socket.send_context():
            self._socket.transport.writelines(client_frame(message.parts, secrets.token_bytes(4)))
        self._unsent.sent(size)

    async def _message(self) -> str | memoryview:
        """As the library's `recv`, which would copy what comes in one frame."""
        frames = self._socket.recv_messages.frames
        with suppress(EOFError):  # `recv` tells why
            frame = await frames.get(not self._socket.recv_messages.closed)
            if frame.opcode is Opcode.BINARY and frame.fin:
                self._socket.recv_messages.maybe_resume()
                return memoryview(frame.data)
            frames.put_back([frame])
        message = await self._socket.recv()
        return message if isinstance(message, str) else memoryview(message)

    async def close(self) -> None:
        """Say that we are done, and close; a peer that does not listen any more is left after two seconds."""
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await self._socket.send(encode_control(Bye("done")))
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


async def connect(url: ServerUrl, hello: Hello, *, clock: Clock, trust: Trust) -> Connection:
    """Connect to a channel and be greeted.

    Raises:
        DisconnectedError: with a `ConnectionFailedError`, `NotFootlightError`, `CertificateUntrustedError` or
            `HelloTimeoutError`, or with what the server refused us for.
    """
    connection = Connection(await open_websocket(url, trust), url, clock)
    try:
        async with asyncio.timeout(OPEN_TIMEOUT):
            await connection.send(hello)
            if hello.role == "watch":
                await connection.ping()
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
    connection.welcome = greeting
    return connection


def _error_of(bye: Bye) -> FootlightError:
    return refusal(bye.code, bye.message) or ConnectionFailedError(f"the server closed: {bye.message or bye.code}")
