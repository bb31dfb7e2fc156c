"""uvicorn's server, made to live inside a program: signals are not its own, and a stop says bye first."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Generator
from typing import Final

from uvicorn import Config, Server

GRACE_SECONDS: Final = 3
"""How long answers in progress may take at a stop; bye before and closing after leave it under 5 s in all."""


class HttpServer(Server):
    """Serves one `Config` on sockets that are already bound."""

    def __init__(self, config: Config, before_stop: Callable[[], Awaitable[None]]) -> None:
        """``before_stop`` is awaited when nobody new can connect any more, and before connections are closed."""
        super().__init__(config)
        self._before_stop = before_stop
        self.ready = asyncio.Event()
        """Set once it serves, or failed to begin."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        await self._before_stop()
        await super().shutdown(sockets)

    def finish(self) -> None:
        """Ask `serve` to end."""
        self.should_exit = True
