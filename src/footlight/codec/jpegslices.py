"""A JPEG file of two slices, an upper and a lower one: each can be coded, and decoded, without the other.

Between them is a restart marker (ITU-T T.81, B.2.1): a part of the standard that every decoder knows.
"""

import struct
from dataclasses import dataclass
from typing import Final

SIDE: Final = 16
"""Rows of one row of blocks where colours have half the rows: a slice but the last has a multiple of this."""

_FRAME, _SCAN, _INTERVAL = 0xC0, 0xDA, 0xDD
_BEGIN, _END, _RESTART = b"\xff\xd8", b"\xff\xd9", b"\xff\xd0"
_SEGMENT: Final = struct.Struct("!BBH")
"""0xFF, what it is, and the length of the rest with these two bytes."""
_SIZE: Final = struct.Struct("!HH")
"""Height and width."""
_SIZE_AT: Final = _SEGMENT.size + 1


@dataclass(frozen=True, slots=True)
class _Head:
    """What comes before the coded blocks."""

    scan: int
    """Where the last segment begins, after which the blocks come."""
    blocks: int
    """Where they begin."""
    size_at: int
    """Where height and width are; 0 where it is no baseline file."""
    interval: int
    """Blocks of 16 x 16 pixels between two restart markers; 0: there are none."""
    sampling: bytes
    """Of the components."""


def join_slices(upper: bytes, lower: bytes) -> bytes:
    """One file of two, as the same encoder wrote them with the same settings in 4:2:0; ``upper`` has full blocks."""
    head = _head(upper)
    rows, width = _SIZE.unpack_from(upper, head.size_at)
    height = rows + _SIZE.unpack_from(lower, head.size_at)[0]
    interval = rows // SIDE * -(-width // SIDE)
    return b"".join(
        (
            upper[: head.size_at],
            _SIZE.pack(height, width),
            upper[head.size_at + _SIZE.size : head.scan],
            _SEGMENT.pack(0xFF, _INTERVAL, 4) + interval.to_bytes(2),
            upper[head.scan : -len(_END)],
            _RESTART,
            lower[head.blocks :],
        )
    )


def split_slices(file: bytes) -> tuple[bytes, bytes, int] | None:
    """The files of two slices, and the rows of the upper; None where ``file`` is not as `join_slices` makes them.

    Of a file that is damaged it may be either: its decoder tells.
    """
    try:
        head = _head(file)
    except (IndexError, struct.error):
        return None
    if not head.size_at or not head.interval or head.sampling != b"\x22\x11\x11":
        return None
    height, width = _SIZE.unpack_from(file, head.size_at)
    rows, part = divmod(head.interval * SIDE, -(-width // SIDE) or 1)
    restart = file.find(_RESTART, head.blocks)
    if part or restart < 0 or not rows < height <= 2 * rows:
        return None
    before, after = file[: head.size_at], file[head.size_at + _SIZE.size : head.blocks]
    upper = b"".join((before, _SIZE.pack(rows, width), after, file[head.blocks : restart], _END))
    lower = b"".join((before, _SIZE.pack(height - rows, width), after, file[restart + len(_RESTART) :]))
    return upper, lower, rows


def _head(file: bytes) -> _Head:
    """Raises: struct.error, IndexError: the file ends in its head, or has none."""
    at, size_at, interval, sampling = len(_BEGIN), 0, 0, b""
    while True:
        mark, kind, length = _SEGMENT.unpack_from(file, at)
        if mark != 0xFF or length < 2:
            raise IndexError
        if kind == _FRAME:
            size_at = at + _SIZE_AT
            sampling = file[size_at + _SIZE.size + 2 : at + 2 + length : 3]
        elif kind == _INTERVAL:
            interval = int.from_bytes(file[at + _SEGMENT.size : at + 2 + length])
        elif kind == _SCAN:
            return _Head(at, at + 2 + length, size_at, interval, sampling)
        at += 2 + length
