"""A viewer's WebSocket, from its hello to its end."""

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Final, Protocol

from footlight import __version__
from footlight.errors import FootlightError, ProtocolViolationError
from footlight.hub.hub import Hub
from footlight.hub.viewer import Viewer
from footlight.logs import logger
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.latency import LatencyClass
from footlight.model.packet import Payload
from footlight.wire.control import (
    MAX_CONTROL,
    Bye,
    Control,
    Hello,
    Keyframe,
    Ping,
    Pong,
    Stats,
    Subscribe,
    Welcome,
    decode_control,
    encode_control,
)
from footlight.wire.websocket import server_frame

if TYPE_CHECKING:
    from footlight.delivery.protocol import Receiver

_PER_SECOND: Final = 20
"""Pings, statistics, choices: a viewer has nothing to send often."""
_BURST: Final = 100

_log = logger(__name__)


class Connection(Protocol):
    """What a viewer's session needs of `footlight.delivery.protocol.LiveConnection`."""

    @property
    def write(self) -> Callable[[Payload], None]: ...
    def unsent(self) -> int: ...
    def limit_unsent(self, latency: LatencyClass) -> None: ...
    def attach(self, receiver: "Receiver", *, max_message: int, per_second: int, burst: int) -> None: ...
    def dismiss(self, error: FootlightError | None) -> None: ...
    async def wait_closed(self) -> None: ...


async def serve_viewer(
    connection: Connection,
    hub: Hub,
    channel: ChannelName,
    hello: Hello,
    right: Hashable,
    clock: Clock,
    max_message: int,
) -> None:
    """Serve a viewer who said hello, until the connection closes.

    Args:
        right: to watch, as of the last moment before this is called.
        max_message: bytes of the largest message that publishers may send here, told in `welcome`.

    Raises:
        LimitReachedError: too many viewers.
        ServerStoppingError: the hub is closed.
    """
    session = ViewerSession(connection, clock, max_message)
    session.viewer = hub.watch(channel, session, right=right, latency=hello.latency)
    connection.limit_unsent(hello.latency)
    connection.attach(session, max_message=MAX_CONTROL, per_second=_PER_SECOND, burst=_BURST)
    _log.debug("viewer joined", channel=channel)
    await connection.wait_closed()
    _log.debug("viewer gone", channel=channel)


class ViewerSession:
    """Between a connection, for which it is the `Receiver`, and the hub, for which it is the `Outlet`."""

    __slots__ = ("_clock", "_connection", "_max_message", "viewer", "write")

    viewer: Viewer

    def __init__(self, connection: Connection, clock: Clock, max_message: int) -> None:
        self._connection = connection
        self._clock = clock
        self._max_message = max_message
        self.write = connection.write
        """Straight to the transport: the hub calls it for every viewer and message."""

    # Outlet

    def unsent(self) -> int:
        return self._connection.unsent()

    def dismiss(self, error: FootlightError) -> None:
        self._connection.dismiss(error)

    # Receiver

    def attached(self) -> None:
        self._tell(Welcome(f"footlight/{__version__}", max_message=self._max_message))
        self.viewer.join()

    def received_text(self, text: str) -> None:
        received_at = self._clock.now()
        try:
            self._take(decode_control(text), received_at)
        except FootlightError as error:
            self._connection.dismiss(error)

    def received_bytes(self, data: bytes) -> None:
        self._connection.dismiss(
            ProtocolViolationError(f"a viewer sends no media, and this one sent {len(data)} bytes")
        )

    def paused(self) -> None:
        self.viewer.pause()

    def resumed(self) -> None:
        self.viewer.resume()

    def closing(self) -> None:
        self.viewer.leave()

    def _take(self, message: Control | None, received_at: int) -> None:
        match message:
            case Ping(id=id):
                self._tell(Pong(id, received_at, self._clock.now()))
            case Keyframe():
                self.viewer.want_keyframe()
            case Subscribe(tracks=tracks):
                self.viewer.subscribe(frozenset(tracks))
            case Bye():
                self._connection.dismiss(None)
            case Stats() | Pong() | None:
                pass
            case _:
                raise ProtocolViolationError(f"a viewer does not send {type(message).__name__.lower()}")

    def _tell(self, message: Control) -> None:
        self.write(server_frame(encode_control(message).encode(), binary=False))
