"""The one piece of RFC 6455 that is written by hand: a server's own messages, built once for many viewers."""

import struct
from typing import Final

_TEXT: Final = 0x81
"""FIN and opcode 1: a whole text message in one frame (RFC 6455, 5.2)."""
_BINARY: Final = 0x82

_SHORT: Final = struct.Struct("!BB")
_MEDIUM: Final = struct.Struct("!BBH")
_LONG: Final = struct.Struct("!BBQ")


def server_frame(payload: bytes, *, binary: bool) -> bytes:
    """A whole WebSocket message as a server sends it: one final frame, not masked (RFC 6455, 5.1 and 5.2).

    ``payload`` is UTF-8 where ``binary`` is false. The same bytes serve every connection on which no
    extension was negotiated.
    """
    return server_header(len(payload), binary=binary) + payload


def server_header(length: int, *, binary: bool) -> bytes:
    """What comes before the ``length`` bytes of such a message."""
    opcode = _BINARY if binary else _TEXT
    if length < 126:
        return _SHORT.pack(opcode, length)
    if length < 65_536:
        return _MEDIUM.pack(opcode, 126, length)
    return _LONG.pack(opcode, 127, length)
