"""WebSockets that did not say hello yet: how many there may be, for how long, and how they are refused."""

import asyncio
import json
from collections import Counter
from typing import Final

from starlette.types import Message, Receive, Send

from footlight.errors import FootlightError, HelloTimeoutError, LimitReachedError

_MOST: Final = 1_000
_MOST_OF_ONE: Final = 200
"""Of one network: nobody keeps all others out alone."""


class Strangers:
    """Those of one endpoint."""

    def __init__(self) -> None:
        self._there = 0
        self._of: Counter[str] = Counter()

    def check(self, network: str | None = None) -> None:
        """Return where one more may come.

        Args:
            network: where it comes from; None: that tells nobody apart.

        Raises:
            LimitReachedError: there are too many.
        """
        if self._there >= _MOST or (network is not None and self._of[network] >= _MOST_OF_ONE):
            raise LimitReachedError("too many connections that said no hello yet: try later")

    async def first(self, receive: Receive, seconds: float, network: str | None = None) -> Message:
        """What a client sends first, or that it went away.

        Raises:
            HelloTimeoutError: nothing within ``seconds``.
        """
        self._there += 1
        if network is not None:
            self._of[network] += 1
        try:
            async with asyncio.timeout(seconds):
                return await receive()
        except TimeoutError:
            raise HelloTimeoutError(f"no hello within {seconds:g} s") from None
        finally:
            self._there -= 1
            if network is not None:
                self._of[network] -= 1
                if not self._of[network]:
                    del self._of[network]


async def refuse(send: Send, status: int, error: FootlightError, *headers: tuple[bytes, bytes]) -> None:
    """Answer the handshake by HTTP, for programs that cannot read a bye."""
    body = json.dumps({"error": {"code": error.code, "message": str(error)}}).encode()
    all_headers = [(b"content-type", b"application/json"), *headers]
    await send({"type": "websocket.http.response.start", "status": status, "headers": all_headers})
    await send({"type": "websocket.http.response.body", "body": body})
