"""A WebSocket of the live protocol without a socket: what a session writes, and what a test makes happen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from footlight.errors import FootlightError
from footlight.model.latency import LatencyClass
from tests.fakes.outlet import FakeOutlet

if TYPE_CHECKING:
    from footlight.delivery.protocol import Receiver


class FakeConnection(FakeOutlet):
    """As `footlight.delivery.protocol.LiveConnection`, for `serve_viewer` and `serve_publisher`."""

    def __init__(self) -> None:
        super().__init__()
        self.receiver: Receiver
        self.attached = asyncio.Event()
        self.aborted = False
        self.limited: LatencyClass | None = None
        self._closed = asyncio.Event()

    def limit_unsent(self, latency: LatencyClass) -> None:
        self.limited = latency

    def attach(self, receiver: Receiver, *, max_message: int, per_second: int, burst: int) -> None:
        assert max_message > 0
        assert per_second <= burst
        self.receiver = receiver
        receiver.attached()
        self.attached.set()

    def dismiss(self, error: FootlightError | None) -> None:
        self.dismissed = error
        self.lose()

    def abort(self) -> None:
        self.aborted = True
        self.lose()

    async def wait_closed(self) -> None:
        await self._closed.wait()

    def lose(self) -> None:
        """The connection is gone."""
        if not self._closed.is_set():
            self._closed.set()
            self.receiver.closing()
