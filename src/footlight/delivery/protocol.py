"""uvicorn's WebSocket protocol with its transport handed to the endpoint, for messages that many viewers share.

The handshake, pings and the parsing of what clients send stay with the libraries. What is written here
goes to the same transport in whole WebSocket messages, and never after a close.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final, Protocol, cast

from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.exceptions import PayloadTooBig
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import State

from footlight.client.directreading import read_directly
from footlight.delivery.allowance import Allowance, Rate
from footlight.delivery.unsent import limit_unsent
from footlight.errors import (
    FootlightError,
    HelloTimeoutError,
    LimitReachedError,
    MessageTooLargeError,
    ProtocolViolationError,
    ServerStoppingError,
    SlowDownError,
    SystemFaultError,
    ViewerStalledError,
)
from footlight.model.latency import LatencyClass
from footlight.model.packet import Payload
from footlight.wire.control import MAX_CONTROL, Bye, encode_control
from footlight.wire.largereader import LARGE
from footlight.wire.websocket import server_frame

SCOPE_EXTENSION: Final = "footlight.connection"
"""Where an ASGI endpoint finds the `LiveConnection` in ``scope["extensions"]``."""

_CLOSE_SECONDS: Final = 2.0
"""How long a peer may take to read the last message and answer the close."""
_MAX_FRAGMENTS: Final = 1024
_FIRST_MESSAGES: Final = Rate(per_second=20, burst=100)
"""What a client may send that did not say hello yet."""

_WORTH_RETRYING: Final = (
    HelloTimeoutError,
    LimitReachedError,
    ServerStoppingError,
    SystemFaultError,
    ViewerStalledError,
)
"""With any other error the same client would be refused the same way again."""
_NORMAL: Final = 1000
_POLICY: Final = 1008
_RESTART: Final = 1012


class Receiver(Protocol):
    """Who takes what happens on a connection, at once and without a task in between."""

    def attached(self) -> None:
        """It begins: what comes is told from now on, and what came before in a moment."""

    def received_text(self, text: str) -> None:
        """A whole text message."""

    def received_bytes(self, data: bytes) -> None:
        """A whole binary message."""

    def paused(self) -> None:
        """The transport is full; it may be told while something is written to it."""

    def resumed(self) -> None:
        """The transport has room again."""

    def closing(self) -> None:
        """The connection is about to close, or is lost: nothing may be written after this. Told once."""


class LiveConnection(WebSocketsSansIOProtocol):
    """One WebSocket; pass the class to uvicorn as ``ws``, with ``ws_per_message_deflate=False``.

    An endpoint finds it in its scope (`SCOPE_EXTENSION`), accepts and reads the first message by ASGI,
    and then calls `attach`. `dismiss` ends it at any time after it was accepted.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        # Who did not say hello yet is not given megabytes of memory.
        self.conn.max_message_size = MAX_CONTROL
        self._receiver: Receiver | None = None
        self._allowance = Allowance(_FIRST_MESSAGES, self.loop.time())
        self._closed = self.loop.create_future()

    # What endpoints use

    @property
    def write(self) -> Callable[[Payload], None]:
        """The transport's own ``write``: whole WebSocket messages, and nothing once `Receiver.closing` was told."""
        return self.transport.write

    def unsent(self) -> int:
        """Bytes that wait in this process."""
        return self.transport.get_write_buffer_size()

    def attach(self, receiver: Receiver, *, max_message: int, per_second: int, burst: int) -> None:
        """Give ``receiver`` everything from now on, beginning with what came before.

        Args:
            max_message: bytes of the largest message that the client may send.
            per_second: messages that it may send in the long run.
            burst: messages that it may send at once.
        """
        self.conn.max_message_size = max_message
        if max_message > LARGE:
            read_directly(self.transport, self, self.conn)
        self._allowance = Allowance(Rate(per_second, burst), self.loop.time())
        if self._closed.done():
            receiver.closing()
            return
        self._receiver = receiver
        if not self.writable.is_set():
            receiver.paused()
        receiver.attached()
        self._deliver_waiting()
        self._read_on()

    def limit_unsent(self, latency: LatencyClass) -> None:
        """Let no more than a fraction of a second wait where this process cannot see it."""
        limit_unsent(self.transport, latency)

    def dismiss(self, error: FootlightError | None) -> None:
        """Say bye with ``error`` (None: done) and close. Harmless when repeated.

        The closing does not wait for what the peer does not read.
        """
        if self.close_sent or self.transport.is_closing() or self.conn.state is not State.OPEN:
            return
        self._detach()
        self.stop_keepalive()
        code = _NORMAL if error is None else _RESTART if isinstance(error, ServerStoppingError) else _POLICY
        self.conn.send_close(code)
        # In one write: a whole crowd may be let go at once.
        self.transport.write(_bye(error) + b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self._read_on()
        self.close_timer = self.loop.call_later(_CLOSE_SECONDS, self.transport.abort)

    def abort(self) -> None:
        """Close at once, telling nothing: the peer does not answer."""
        self._detach()
        self.transport.abort()

    async def wait_closed(self) -> None:
        """Wait until `Receiver.closing` was told."""
        await asyncio.shield(self._closed)

    # What uvicorn and the transport call

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            extensions: dict[str, object] = {**(self.scope["extensions"] or {}), SCOPE_EXTENSION: self}
            self.scope["extensions"] = cast(dict[str, dict[object, object]], extensions)

    def send_receive_event_to_app(self) -> None:
        if self._receiver is None:
            super().send_receive_event_to_app()
            return
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        if self.close_sent:
            return
        if self.curr_msg_data_type == "bytes":
            self._receiver.received_bytes(data)
            return
        try:
            text = data.decode()
        except UnicodeDecodeError:
            self.dismiss(ProtocolViolationError("a text message is not UTF-8"))
        else:
            self._receiver.received_text(text)

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) >= _MAX_FRAGMENTS:
            self.dismiss(ProtocolViolationError("a message in too many fragments"))
        else:
            super().handle_cont(event)

    def handle_text(self, event: Frame) -> None:
        if self._may_send():
            super().handle_text(event)

    def handle_bytes(self, event: Frame) -> None:
        if self._may_send():
            super().handle_bytes(event)

    def handle_ping(self) -> None:
        if self._may_send() and not self.close_sent:
            super().handle_ping()

    def handle_close(self, event: Frame) -> None:
        self._detach()
        super().handle_close(event)
        self._abort_later()

    def handle_parser_exception(self) -> None:
        # Not as the library does it: a socket that is closed with something unread resets the connection,
        # and the bye would be lost with it. So the rest is read and let fall until the peer closes too.
        self._detach()
        output = b"".join(self.conn.data_to_send())
        if self.close_sent:
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": _POLICY})
        self.transport.write(_bye(_parser_error(self.conn.parser_exc, self.conn.max_message_size)) + output)
        self.close_sent = True
        self._abort_later()

    def data_received(self, data: bytes) -> None:
        if self.conn.parser_exc is None:
            super().data_received(data)

    def keepalive_timeout(self) -> None:
        self._detach()
        super().keepalive_timeout()
        self._abort_later()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._receiver is not None:
            self._receiver.paused()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._receiver is not None:
            self._receiver.resumed()

    def connection_lost(self, exc: Exception | None) -> None:
        self._detach()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        self.dismiss(ServerStoppingError("the server is stopping: connect again in a moment"))
        if not (self.handshake_complete and self.close_sent):
            super().shutdown()
        # Else the peer's answer closes the transport: closing it now, with a publisher's packets unread,
        # would reset the connection, and the bye would be lost.
        self._abort_later()

    def _deliver_waiting(self) -> None:
        for event in [self.queue.get_nowait() for _ in range(self.queue.qsize())]:
            if self._receiver is None:
                return
            if event["type"] != "websocket.receive":
                continue
            text, data = event.get("text"), event.get("bytes")
            if text is not None:
                self._receiver.received_text(text)
            elif data is not None:
                self._receiver.received_bytes(data)

    def _may_send(self) -> bool:
        if self.close_sent:
            return False
        if self._allowance.take(self.loop.time()):
            return True
        self.dismiss(LimitReachedError("too many messages: slow down"))
        return False

    def _detach(self) -> None:
        receiver, self._receiver = self._receiver, None
        if receiver is not None:
            receiver.closing()
        if not self._closed.done():
            self._closed.set_result(None)

    def _read_on(self) -> None:
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()

    def _abort_later(self) -> None:
        """A closing transport still waits for the peer to read what was written before; not for ever."""
        if self.close_timer is None and not self.disconnected:
            self.close_timer = self.loop.call_later(_CLOSE_SECONDS, self.transport.abort)


def _bye(error: FootlightError | None) -> bytes:
    return server_frame(encode_control(_farewell(error)).encode(), binary=False)


def _farewell(error: FootlightError | None) -> Bye:
    if error is None:
        return Bye("done")
    wait = -(-error.retry_after // 1_000) if isinstance(error, SlowDownError) else None
    return Bye(error.code, str(error)[:1024], isinstance(error, _WORTH_RETRYING), wait)


def _parser_error(error: BaseException | None, limit: int | None) -> FootlightError:
    if isinstance(error, PayloadTooBig):
        return MessageTooLargeError(f"a message of more than {limit} bytes")
    return ProtocolViolationError("what was sent is no WebSocket message")
