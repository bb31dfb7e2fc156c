"""What came to this process by TCP, whoever opened the connections: the kernel counts it (tcp(7), ``TCP_INFO``)."""

import os
import socket
import struct
from pathlib import Path
from typing import Final

_TCP_INFO: Final = 11
"""Of Linux; Python knows it there alone."""
_BYTES_RECEIVED: Final = struct.Struct("@128xQ")
"""``tcpi_bytes_received`` of ``struct tcp_info`` (linux/tcp.h), in Linux since 4.1."""


def received_bytes() -> int:
    """Payload bytes that the open TCP connections of this process have received since each began."""
    return sum(_received(int(entry.name)) for entry in Path("/proc/self/fd").iterdir())


def _received(descriptor: int) -> int:
    """0 for what is no TCP connection, or is gone meanwhile."""
    try:
        own = os.dup(descriptor)
    except OSError:
        return 0
    try:
        copy = socket.socket(fileno=own)
    except OSError:
        os.close(own)
        return 0
    with copy:
        try:
            info = copy.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, _BYTES_RECEIVED.size)
        except OSError:
            return 0
    received: int = _BYTES_RECEIVED.unpack(info)[0] if len(info) == _BYTES_RECEIVED.size else 0
    return received
