"""How much a client's system may hold unsent: all lag shall show in our own queue, which can drop."""

import socket
from contextlib import suppress
from typing import Final

from footlight.model.clock import Clock
from footlight.model.units import Micros, seconds

LEAST: Final = 16 * 1024
"""Bytes that may always wait."""
_SHARE: Final = 0.025
"""Of a second: what the network takes meanwhile may wait too, or a raw picture would go out in a hundred pieces."""
_WINDOW: Final = Micros(500_000)
"""For how long it is counted what the network takes."""
_OPTION: Final[int | None] = getattr(socket, "TCP_NOTSENT_LOWAT", None)


class UnsentLimit:
    """Keeps one socket's bound in step with what goes over it; belongs to one event loop."""

    def __init__(self, connection: socket.socket | None, clock: Clock) -> None:
        """``connection``: None where the transport has none that it shows."""
        self._connection = connection
        self._clock = clock
        self._since = clock.now()
        self._sent = 0
        self._limit = LEAST
        self._apply()

    def sent(self, size: int) -> None:
        """So many bytes were taken from us."""
        self._sent += size
        elapsed = self._clock.now() - self._since
        if elapsed < _WINDOW:
            return
        wanted = max(LEAST, round(self._sent / seconds(Micros(elapsed)) * _SHARE))
        self._since, self._sent = self._clock.now(), 0
        if not self._limit / 2 < wanted < self._limit * 2:
            self._limit = wanted
            self._apply()

    def _apply(self) -> None:
        if self._connection is not None and _OPTION is not None:
            with suppress(OSError):  # a proxy's socket, or a system that knows the name and not the option
                self._connection.setsockopt(socket.IPPROTO_TCP, _OPTION, self._limit)
