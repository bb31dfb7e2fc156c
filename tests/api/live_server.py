"""A server of nothing but what is live, on a port of its own, for tests."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TypeVar

import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from footlight.api.audience import Audience, Players
from footlight.api.errors import answer_errors
from footlight.api.http_protocol import bounded_http
from footlight.api.http_server import HttpServer
from footlight.api.live import LiveLimits, live_router
from footlight.api.media import media_router
from footlight.clock import SystemClock
from footlight.delivery.protocol import LiveConnection
from footlight.delivery.snapshots import Snapshots
from footlight.errors import ChannelUnknownError, KeyInvalidError, TicketInvalidError
from footlight.hub.hub import Hub
from footlight.hub.limits import HubLimits
from footlight.ingest.websocket import Senders
from footlight.model.channel import ChannelName
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.wire.control import (
    SUBPROTOCOL,
    VERSION,
    Control,
    Hello,
    Ping,
    Pong,
    Tracks,
    Welcome,
    decode_control,
    encode_control,
    track_info,
)
from footlight.wire.packets import decode_packets, encode_packets

M = TypeVar("M", bound=Control)
Certificate = tuple[Path, Path]
"""A certificate's file and its key's."""
KEY = "fl_key"
OTHER_KEY = "fl_other"


class Door(Senders, Audience, Players, Protocol):
    """All that a server asks before it lets somebody in."""


class OpenDoor:
    """Two channels that everybody may watch, two keys, and neither tickets nor links."""

    async def let_watch(self, channel: ChannelName, _key: str | None, _ticket: str | None) -> Hashable:
        if channel not in ("lobby", "attic"):
            raise ChannelUnknownError(f"there is no channel {channel}")
        return "anybody"

    async def let_play(self, channel: ChannelName, link: str | None) -> Hashable:
        if link is not None:
            raise TicketInvalidError("no link")
        return await self.let_watch(channel, None, None)

    async def let_send(self, channel: ChannelName, key: str | None, _ticket: str | None) -> Hashable:
        await self.let_watch(channel, None, None)
        if key not in (KEY, OTHER_KEY):
            raise KeyInvalidError(f"not a key of {channel}")
        assert key is not None
        return key.removeprefix("fl_")

    async def opened(self, right: Hashable) -> None:
        """Nothing is kept of it."""


@dataclass(frozen=True, slots=True)
class LiveServer:
    clock: SystemClock
    hub: Hub
    port: int
    http: HttpServer
    tls: bool

    def connect(self, channel: str = "lobby") -> "Client":
        """A client, to be entered."""
        scheme = "wss" if self.tls else "ws"
        return Client(f"{scheme}://127.0.0.1:{self.port}/live/{channel}")


@asynccontextmanager
async def live_server(
    hub_limits: HubLimits | None = None,
    limits: LiveLimits | None = None,
    certificate: Certificate | None = None,
    door: Door | None = None,
) -> AsyncIterator[LiveServer]:
    """Serve until the block ends, with TLS where there is a certificate."""
    clock, door = SystemClock(), door or OpenDoor()
    hub = Hub(clock, hub_limits or HubLimits())
    app = FastAPI()
    answer_errors(app)
    app.include_router(media_router(hub, door, clock, Snapshots(hub, clock)))
    app.include_router(live_router(hub, door, door, clock, limits or LiveLimits()))
    bound = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, http=bounded_http(10, 10), ws=LiveConnection, ws_per_message_deflate=False, lifespan="off",
        log_config=None,
        ssl_certfile=certificate[0] if certificate else None, ssl_keyfile=certificate[1] if certificate else None,
    )  # fmt: skip
    http = HttpServer(config, hub.close)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(hub.run())
        serving = tasks.create_task(http.serve([bound]))
        await http.ready.wait()
        try:
            yield LiveServer(clock, hub, bound.getsockname()[1], http, certificate is not None)
        finally:
            http.finish()
            await serving
            running.cancel()


class Client:
    """A peer that speaks footlight.1 by hand, and may do it badly."""

    def __init__(self, url: str) -> None:
        trusting = None
        if url.startswith("wss"):
            trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        self._connecting = connect(
            url, ssl=trusting, subprotocols=[Subprotocol(SUBPROTOCOL)], compression=None, max_size=None
        )
        self.socket: ClientConnection

    async def __aenter__(self) -> Self:
        self.socket = await self._connecting
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.socket.close()

    async def send(self, message: Control) -> None:
        await self.socket.send(encode_control(message))

    async def send_packets(self, *packets: Packet) -> None:
        await self.socket.send(bytes(encode_packets(packets)))

    async def receive(self) -> Control | list[Packet]:
        """The next message, whatever it is."""
        async with asyncio.timeout(10):
            message = await self.socket.recv()
        if isinstance(message, bytes):
            return decode_packets(message)
        control = decode_control(message)
        assert control is not None
        return control

    async def expect(self, kind: type[M], *, answer: bool = True) -> M:
        """The next message of ``kind``; pings get an ``answer``, and the others are left out."""
        while True:
            message = await self.receive()
            if isinstance(message, kind):
                return message
            if answer and isinstance(message, Ping):
                # Who has closed meanwhile may have said more before.
                with suppress(ConnectionClosed):
                    await self.send(Pong(message.id, 0, 0))

    async def packets(self) -> list[Packet]:
        """The packets of the next binary message."""
        while True:
            message = await self.receive()
            if isinstance(message, list):
                return message

    async def closed(self) -> int:
        """Wait for the close; returns its code."""
        async with asyncio.timeout(10):
            await self.socket.wait_closed()
        assert self.socket.close_code is not None
        return self.socket.close_code

    async def watch(self) -> None:
        """Say hello as a viewer."""
        await self.send(Hello(VERSION, "watch", agent="test"))
        await self.expect(Welcome)

    async def publish(self, *tracks: Track, key: str = KEY, session: str = "one", take_over: bool = False) -> Welcome:
        """Say hello as a publisher, and tell the tracks."""
        await self.send(Hello(VERSION, "publish", "test", key, session, take_over))
        welcome = await self.expect(Welcome)
        await self.send(Tracks([track_info(track) for track in tracks]))
        return welcome
