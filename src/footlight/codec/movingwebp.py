"""Puts WebP pictures one after the other into one file that moves: RFC 9649, section 2.7."""

import struct
from collections.abc import Sequence


def joined(pictures: Sequence[bytes], times: Sequence[int], width: int, height: int) -> bytes:
    """One file of many, which begins anew at its end.

    Args:
        pictures: WebP files of one still picture each, all of this size.
        times: how long each is shown, in milliseconds.
    """
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunks = [_chunk(b"VP8X", bytes((0x12, 0, 0, 0)) + sides), _chunk(b"ANIM", bytes(6))]
    for picture, time in zip(pictures, times, strict=True):
        # Nothing of the picture before shines through.
        head = bytes(6) + sides + min(time, 0xFFFFFF).to_bytes(3, "little") + b"\x02"
        chunks.append(_chunk(b"ANMF", head + _parts(picture)))
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _parts(picture: bytes) -> bytes:
    """What a file of one picture is made of, without its head."""
    found, at = b"", 12
    while at < len(picture):
        name, size = struct.unpack_from("<4sI", picture, at)
        end = at + 8 + size + size % 2
        if name in (b"ALPH", b"VP8 ", b"VP8L"):
            found += picture[at:end]
        at = end
    return found


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)
