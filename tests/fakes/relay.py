"""A small Footlight server for the client's tests: it relays one broadcast, and misbehaves when told to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from footlight.clock import SystemClock
from footlight.wire.control import (
    SUBPROTOCOL,
    Bye,
    Control,
    Hello,
    Ping,
    Pong,
    State,
    Tracks,
    Welcome,
    decode_control,
    encode_control,
)

Script = Callable[["Relay", ServerConnection, Hello], Awaitable[None]]


class Relay:
    """What publishers sent, and how it is handed to viewers."""

    def __init__(self, script: Script | None = None) -> None:
        self._script = script
        self._server: Server | None = None
        self._clock = SystemClock()
        self._tracks: Tracks | None = None
        self._group: list[bytes] = []
        self._viewers: set[ServerConnection] = set()
        self.connections: set[ServerConnection] = set()
        self.hellos: list[Hello] = []
        self.received: list[Control | bytes] = []
        self.broadcast = "b1"
        self.max_message = 2**24
        """Told in the welcome."""
        self.changed = asyncio.Condition()
        """Notified after each message."""

    @property
    def port(self) -> int:
        assert self._server is not None
        port: int = next(iter(self._server.sockets)).getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/lobby"

    async def start(self, port: int = 0) -> None:
        self._server = await serve(
            self._serve,
            "127.0.0.1",
            port,
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            compression=None,
            max_size=None,
            close_timeout=1,
        )

    async def stop(self) -> None:
        """Go away without a word, as a killed server does."""
        assert self._server is not None
        for connection in list(self.connections):
            connection.transport.abort()
        self._server.close()
        await self._server.wait_closed()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until the relay has seen what the test is after."""
        async with asyncio.timeout(20), self.changed:
            await self.changed.wait_for(condition)

    async def _serve(self, connection: ServerConnection) -> None:
        self.connections.add(connection)
        try:
            hello = decode_control(await connection.recv(decode=True))
            assert isinstance(hello, Hello)
            self.hellos.append(hello)
            await self._note()
            if self._script is not None:
                await self._script(self, connection, hello)
            elif hello.role == "publish":
                await self.publish(connection)
            else:
                await self.watch(connection)
        except ConnectionClosed:
            pass
        finally:
            self.connections.discard(connection)
            self._viewers.discard(connection)

    async def publish(self, connection: ServerConnection, *, resumed: bool = False) -> None:
        """Take a publisher's messages in, and hand its packets on."""
        await say(connection, Ping(1))
        await say(connection, Welcome("relay", broadcast=self.broadcast, resumed=resumed, max_message=self.max_message))
        async for message in connection:
            content = message if isinstance(message, bytes) else decode_control(message)
            if content is None:
                continue
            self.received.append(content)
            if isinstance(content, Tracks):
                self._tracks = Tracks(content.tracks, broadcast=self.broadcast)
            elif isinstance(content, bytes):
                await self._relay(content)
            await self._note()

    async def watch(self, connection: ServerConnection) -> None:
        """Hand the current group to a viewer, and what follows."""
        await say(connection, Welcome("relay"))
        await say(connection, State("live" if self._tracks else "offline", broadcast=self.broadcast))
        if self._tracks is not None:
            await say(connection, self._tracks)
        for message in self._group:
            await connection.send(message)
        self._viewers.add(connection)
        async for text in connection:
            received = self._clock.now()
            content = decode_control(text) if isinstance(text, str) else None
            if isinstance(content, Ping):
                await say(connection, Pong(content.id, received, self._clock.now()))
            elif content is not None:
                self.received.append(content)
            await self._note()

    async def _relay(self, message: bytes) -> None:
        keyframe, track = message[0] & 1, message[1]
        if keyframe and track == 0:
            self._group = []
        self._group.append(message)
        for viewer in list(self._viewers):
            await viewer.send(message)

    async def _note(self) -> None:
        async with self.changed:
            self.changed.notify_all()


async def say(connection: ServerConnection, message: Control) -> None:
    """Send one control message."""
    await connection.send(encode_control(message))


def refusing(code: str, message: str = "no", *, retry: bool = False) -> Script:
    """A server that answers every hello with a bye."""

    async def refuse(_relay: Relay, connection: ServerConnection, _hello: Hello) -> None:
        await say(connection, Bye(code, message, retry))
        await connection.close(1008)

    return refuse


@asynccontextmanager
async def relay(script: Script | None = None) -> AsyncIterator[Relay]:
    """A relay on a free port of this machine."""
    server = Relay(script)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
