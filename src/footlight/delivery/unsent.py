"""How much may wait unseen on the way to a viewer: all lag shall show in this process, where it is bounded."""

import asyncio
import socket
from typing import Final

from footlight.model.latency import LatencyClass

_TCP_NOTSENT_LOWAT: Final = getattr(socket, "TCP_NOTSENT_LOWAT", None)
_NOT_SENT_BYTES: Final = 16 * 1024
"""The kernel takes no more than this beyond what is on its way, so that lag shows in this process."""
_CROWD_NOT_SENT_BYTES: Final = 64 * 1024
"""The same for a crowd: a bundle of 250 ms at 2 Mbit/s, as one that is taken in pieces costs three times as much."""
_SEND_BUFFER_BYTES: Final = 256 * 1024
"""The most that is on its way: without it a slow path with deep queues hides seconds."""


def limit_unsent(transport: asyncio.Transport, latency: LatencyClass = "normal") -> None:
    """Let no more than a fraction of a second wait where this process cannot see it."""
    if transport.is_closing():
        return
    transport.set_write_buffer_limits(high=1, low=0)
    connection: socket.socket | None = transport.get_extra_info("socket")
    if connection is None or connection.family not in (socket.AF_INET, socket.AF_INET6):
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
    if _TCP_NOTSENT_LOWAT is not None:
        not_sent = _CROWD_NOT_SENT_BYTES if latency == "crowd" else _NOT_SENT_BYTES
        connection.setsockopt(socket.IPPROTO_TCP, _TCP_NOTSENT_LOWAT, not_sent)
