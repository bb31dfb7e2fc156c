"""``/live/{channel}``: the WebSocket to watch and to publish.

Any origin may connect, as other people embed the player; cookies are not looked at.
"""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.routing import WebSocketRoute
from starlette.types import Message, Receive, Scope, Send

from footlight.api.audience import Audience
from footlight.api.channels import named_channel
from footlight.api.strangers import Strangers, refuse
from footlight.delivery.protocol import SCOPE_EXTENSION, LiveConnection
from footlight.delivery.websocket import serve_viewer
from footlight.errors import (
    FootlightError,
    LimitReachedError,
    ProtocolViolationError,
    VersionUnsupportedError,
)
from footlight.hub.hub import Hub
from footlight.ingest.websocket import Senders, serve_publisher
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.wire.control import SUBPROTOCOL, VERSION, Hello, decode_control

_SPOKEN = (b"sec-websocket-protocol", SUBPROTOCOL.encode())


@dataclass(slots=True)
class LiveLimits:
    """What one connection may take; a change holds for connections to come."""

    max_message: int = 8 * 1024 * 1024
    """Bytes of the largest message taken from a publisher."""
    hello_seconds: float = 10.0
    """How long a new connection may take to say hello."""

    def become(self, other: "LiveLimits") -> None:
        """Take over all bounds of ``other``."""
        self.max_message, self.hello_seconds = other.max_message, other.hello_seconds


def live_router(hub: Hub, senders: Senders, audience: Audience, clock: Clock, limits: LiveLimits) -> APIRouter:
    """The route of the live WebSocket.

    The server must run `LiveConnection` as its WebSocket protocol: ``uvicorn.Config(ws=LiveConnection,
    ws_per_message_deflate=False)``. `Hub.run` must run beside it, and `Hub.close` be awaited at a stop while
    the connections are still open.

    Args:
        hub: where the broadcasts are.
        senders: knows who may publish what.
        audience: knows who may watch what.
        clock: the one that the hub has too.
        limits: what one connection may take.
    """
    endpoint = LiveEndpoint(hub, senders, audience, clock, limits)
    # A route of Starlette's: FastAPI's would hold an exit stack and a WebSocket object for every viewer.
    return APIRouter(routes=[WebSocketRoute("/live/{channel}", endpoint, name="live")])


class LiveEndpoint:
    """The ASGI application behind the route."""

    def __init__(self, hub: Hub, senders: Senders, audience: Audience, clock: Clock, limits: LiveLimits) -> None:
        self._hub = hub
        self._senders = senders
        self._audience = audience
        self._clock = clock
        self._limits = limits
        self._strangers = Strangers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection: LiveConnection = scope["extensions"][SCOPE_EXTENSION]
        await receive()  # websocket.connect
        if SUBPROTOCOL not in scope["subprotocols"]:
            version = VersionUnsupportedError(f"only the WebSocket subprotocol {SUBPROTOCOL} is spoken here")
            await refuse(send, 426, version, _SPOKEN)
            return
        try:
            self._strangers.check()
        except LimitReachedError as error:
            await refuse(send, 503, error, _SPOKEN)
            return
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
        try:
            hello = _read_hello(await self._strangers.first(receive, self._limits.hello_seconds))
            if hello is not None:
                await self._serve(connection, named_channel(scope["path_params"]["channel"]), hello)
        except FootlightError as error:
            connection.dismiss(error)

    async def _serve(self, connection: LiveConnection, channel: ChannelName, hello: Hello) -> None:
        hub, clock, max_message = self._hub, self._clock, self._limits.max_message
        if hello.role == "publish":
            await serve_publisher(connection, hub, channel, hello, self._senders, clock, max_message)
            return
        right = await self._audience.let_watch(channel, hello.key, hello.ticket)
        await serve_viewer(connection, hub, channel, hello, right, clock, max_message)


def _read_hello(event: Message) -> Hello | None:
    if event["type"] == "websocket.disconnect":
        return None
    text = event.get("text")
    hello = decode_control(text) if text is not None else None
    if not isinstance(hello, Hello):
        raise ProtocolViolationError("the first message must be hello")
    if hello.version != VERSION:
        raise VersionUnsupportedError(f"footlight.{hello.version} is not spoken here, only footlight.{VERSION}")
    return hello
