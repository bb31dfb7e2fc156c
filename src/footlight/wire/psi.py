"""What an MPEG transport stream says of itself: its program and the streams in it (ISO/IEC 13818-1, 2.4.4)."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

PAT_PID: Final = 0
PMT_PID: Final = 0x1000
_PROGRAM: Final = 1
_PAT_TABLE: Final = 0
_PMT_TABLE: Final = 2
_POLYNOMIAL: Final = 0x04C11DB7


@dataclass(frozen=True, slots=True)
class StreamEntry:
    """One elementary stream as the program map tells of it."""

    pid: int
    stream_type: int
    """Table 2-34."""
    descriptors: bytes = b""


def program_association() -> bytes:
    """The section that says where the program map is (2.4.4.3)."""
    return _section(_PAT_TABLE, 1, 0, struct.pack("!HH", _PROGRAM, 0xE000 | PMT_PID))


def program_map(streams: Sequence[StreamEntry], pcr_pid: int, version: int) -> bytes:
    """The section that lists the streams (2.4.4.8).

    Args:
        pcr_pid: of the stream whose packets carry the clock.
        version: counts the changes, modulo 32.
    """
    entries = b"".join(
        struct.pack("!BHH", one.stream_type, 0xE000 | one.pid, 0xF000 | len(one.descriptors)) + one.descriptors
        for one in streams
    )
    return _section(_PMT_TABLE, _PROGRAM, version, struct.pack("!HH", 0xE000 | pcr_pid, 0xF000) + entries)


def descriptor(tag: int, data: bytes) -> bytes:
    """A descriptor (2.6)."""
    return bytes((tag, len(data))) + data


def crc32(data: bytes) -> int:
    """The check of a section (annex A): over a whole section, its own check included, it is 0."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (_POLYNOMIAL if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc


def _section(table: int, id: int, version: int, body: bytes) -> bytes:
    """One section that applies now and is the only one of its table."""
    # What comes after the length: 5 bytes of header, the body, 4 bytes of check.
    header = struct.pack("!BHHBBB", table, 0xB000 | len(body) + 9, id, 0xC1 | version << 1, 0, 0)
    return header + body + crc32(header + body).to_bytes(4, "big")
