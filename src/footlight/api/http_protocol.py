"""uvicorn's HTTP protocol with bounds on what a client may do to it.

In time, so that nobody holds a connection by sending a byte now and then or by not reading the answer; and in
the bytes of a request's head, so that nobody fills the memory with headers.
"""

import asyncio
from typing import Any, Final

from uvicorn.config import Config
from uvicorn.server import ServerState

from footlight.delivery.http_protocol import StreamingHttp

MAX_HEAD: Final = 64 * 1024
"""Bytes of the largest request head: the request line and all headers."""


def bounded_http(request_seconds: float, stall_seconds: float) -> type[StreamingHttp]:
    """The protocol class of a server.

    Args:
        request_seconds: how long a client may take to send a request.
        stall_seconds: how long it may take nothing of an answer. A stream is not bound by it: who writes that
            knows more of what its client takes.
    """

    class BoundedHttp(StreamingHttp):
        def __init__(
            self,
            config: Config,
            server_state: ServerState,
            app_state: dict[str, Any],
            _loop: asyncio.AbstractEventLoop | None = None,
        ) -> None:
            super().__init__(config, server_state, app_state, _loop)
            self._in_head = True
            self._head_bytes = 0
            self._timer: asyncio.TimerHandle | None = None
            self._stall_timer: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            # The ignore is uvicorn's own: it narrows the transport's type in the same way.
            super().connection_made(transport)
            self._start_timer()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_timer()
            self._stop_stall_timer()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if self._in_head:
                self._head_bytes += len(data)
            super().data_received(data)
            if self._in_head and self._head_bytes > MAX_HEAD and not self.transport.is_closing():
                self.send_400_response(f"The head of the request is over {MAX_HEAD} bytes.")

        def on_message_begin(self) -> None:
            super().on_message_begin()
            self._in_head = True
            if self._timer is None:
                self._start_timer()

        def on_headers_complete(self) -> None:
            self._in_head = False
            self._head_bytes = 0
            super().on_headers_complete()

        def on_message_complete(self) -> None:
            self._stop_timer()
            super().on_message_complete()

        def handle_websocket_upgrade(self) -> None:
            # From here on the hello's limit holds.
            self._stop_timer()
            super().handle_websocket_upgrade()

        def pause_writing(self) -> None:
            super().pause_writing()
            if not self.streaming:
                # Closing would wait for what the client does not read.
                self._stall_timer = self.loop.call_later(stall_seconds, self.transport.abort)

        def resume_writing(self) -> None:
            self._stop_stall_timer()
            super().resume_writing()

        def _start_timer(self) -> None:
            self._timer = self.loop.call_later(request_seconds, self._too_late)

        def _stop_timer(self) -> None:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

        def _stop_stall_timer(self) -> None:
            if self._stall_timer is not None:
                self._stall_timer.cancel()
                self._stall_timer = None

        def _too_late(self) -> None:
            if not self.transport.is_closing():
                self.transport.close()

    return BoundedHttp
