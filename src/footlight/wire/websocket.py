"""The pieces of RFC 6455 that are written by hand: a server's own messages, built once for many viewers, and the
large ones of a client, which are copied no more than their mask asks for."""

import struct
from collections.abc import Sequence
from typing import Final

from footlight.model.packet import Payload
from footlight.wire.masking import masked

_TEXT: Final = 0x81
"""FIN and opcode 1: a whole text message in one frame (RFC 6455, 5.2)."""
_BINARY: Final = 0x82
_MASK: Final = 0x80

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
    return _header(length, _BINARY if binary else _TEXT, 0)


def client_frame(parts: Sequence[Payload], key: bytes) -> list[Payload]:
    """A whole binary message as a client sends it: one final, masked frame, to be written one buffer after the other.

    ``parts`` are the message's; ``key`` are four random bytes, others for each message (10.3).
    """
    frame: list[Payload] = [_header(sum(map(len, parts)), _BINARY, _MASK) + key]
    at = 0
    for part in parts:
        frame.append(masked(part, key, at))
        at += len(part)
    return frame


def _header(length: int, opcode: int, mask: int) -> bytes:
    if length < 126:
        return _SHORT.pack(opcode, mask | length)
    if length < 65_536:
        return _MEDIUM.pack(opcode, mask | 126, length)
    return _LONG.pack(opcode, mask | 127, length)
