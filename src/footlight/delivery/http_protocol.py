"""uvicorn's HTTP protocol with its transport handed to the endpoint, for answers without end that many viewers share.

The request and the head of the answer stay with the library. The body goes to the transport as it is: without
chunks, whose framing would be each viewer's own, so that it ends where the connection does.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol, cast

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from footlight.delivery.unsent import limit_unsent
from footlight.errors import ProtocolViolationError
from footlight.model.packet import Payload

STREAM_EXTENSION: Final = "footlight.stream"
"""Where an ASGI endpoint finds the `StreamingHttp` in ``scope["extensions"]``."""

_CLOSE_SECONDS: Final = 2.0
"""How long a peer may take to read the end."""
_MAX_UNHEARD: Final = 64 * 1024
"""Bytes that a client may send while it gets a stream; nobody reads them."""


class StreamReceiver(Protocol):
    """Who is told what happens on a connection, at once and without a task in between."""

    def paused(self) -> None:
        """The transport is full; it may be told while something is written to it."""

    def resumed(self) -> None:
        """The transport has room again."""

    def closing(self) -> None:
        """The connection is about to close, or is lost: nothing may be written after this. Told once."""


class StreamingHttp(HttpToolsProtocol):
    """One HTTP connection whose answer may become a stream.

    An endpoint calls `begin`, sends ``http.response.start`` by ASGI (with ``connection: close``), then calls
    `attach` and writes; nothing else goes by ASGI. It returns when `wait_closed` does.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._receiver: StreamReceiver | None = None
        self._lost = self.loop.create_future()
        self._unheard = 0
        self._close_timer: asyncio.TimerHandle | None = None
        self.streaming = False
        """The answer under way is a stream: whoever writes it sees to it that it is read."""

    # What endpoints use

    @property
    def write(self) -> Callable[[Payload], None]:
        """The transport's own ``write``: nothing once `StreamReceiver.closing` was told."""
        return self.transport.write

    def unsent(self) -> int:
        """Bytes that wait in this process."""
        return self.transport.get_write_buffer_size()

    def begin(self, scope: Mapping[str, object]) -> None:
        """Make the answer to the request of ``scope`` a stream; its head is still to be sent.

        Raises:
            ProtocolViolationError: the client sent more requests behind this one.
        """
        if self.cycle.scope is not scope:
            raise ProtocolViolationError(
                "a stream never ends: ask for it on a connection of its own, and for nothing after"
            )
        self.cycle.chunked_encoding = False
        self.streaming = True

    def attach(self, receiver: StreamReceiver) -> None:
        """Tell ``receiver`` what happens from now on, and let little wait where this process cannot see it."""
        if self._lost.done():
            receiver.closing()
            return
        limit_unsent(self.transport)
        self._receiver = receiver
        if self.flow.write_paused:
            receiver.paused()

    def finish(self) -> None:
        """End the stream: the client has a moment to read what waits. Harmless when repeated."""
        self._detach()
        self.transport.close()
        if self._close_timer is None and not self._lost.done():
            self._close_timer = self.loop.call_later(_CLOSE_SECONDS, self.transport.abort)

    def abort(self) -> None:
        """End it at once: the client does not read."""
        self._detach()
        self.transport.abort()

    async def wait_closed(self) -> None:
        """Wait until the connection is gone."""
        await asyncio.shield(self._lost)

    # What uvicorn and the transport call

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = cast(dict[str, dict[object, object]], {STREAM_EXTENSION: self})

    def data_received(self, data: bytes) -> None:
        if not self.streaming:
            super().data_received(data)
            return
        self._unheard += len(data)
        if self._unheard > _MAX_UNHEARD:
            self.abort()

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
        if self._close_timer is not None:
            self._close_timer.cancel()
        if not self._lost.done():
            self._lost.set_result(None)
        super().connection_lost(exc)

    def _detach(self) -> None:
        receiver, self._receiver = self._receiver, None
        if receiver is not None:
            receiver.closing()
