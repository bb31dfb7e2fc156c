"""The boxes that ISO base media files are made of (ISO/IEC 14496-12, 4.2)."""

import struct

from footlight.model.packet import Payload


def u32(value: int) -> bytes:
    """A number of 32 bits."""
    return value.to_bytes(4, "big")


def box(kind: bytes, *parts: Payload) -> bytes:
    """A box: its size, its four letters, its parts."""
    body = b"".join(parts)
    return struct.pack("!I4s", 8 + len(body), kind) + body


def full_box(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    """A box that has a version and 24 bits of flags."""
    return box(kind, u32(version << 24 | flags), *parts)
