"""Coded pictures and sound in packets of an MPEG transport stream (ISO/IEC 13818-1, 2.4.3)."""

import struct
from typing import Final

TS_PACKET: Final = 188
"""Bytes of every packet of a transport stream."""
CLOCK_HZ: Final = 90_000

_ROOM: Final = TS_PACKET - 4
_TIME_MASK: Final = 2**33 - 1
_DISCONTINUITY: Final = 0x80
_RANDOM_ACCESS: Final = 0x40
_PCR: Final = 0x10
_PES_FLAGS: Final = 0x84
"""The two bits that begin them, and data_alignment_indicator: each PES packet begins with an access unit."""


def pes_packet(stream_id: int, pts: int, dts: int, data: bytes) -> bytes:
    """One access unit as a PES packet (2.4.3.6).

    Args:
        pts: when it is shown, in 1/90,000 s; what is beyond 33 bits wraps.
        dts: when it is decoded.
    """
    flags, times = (0x80, _time(2, pts)) if pts == dts else (0xC0, _time(3, pts) + _time(1, dts))
    length = 3 + len(times) + len(data)
    # A length lets players decode a picture when it is complete, not when the next one begins. What is too
    # long for it has none.
    header = struct.pack(
        "!3sBHBBB", b"\0\0\1", stream_id, length if length <= 0xFFFF else 0, _PES_FLAGS, flags, len(times)
    )
    return header + times + data


def adaptation_field(*, random_access: bool = False, discontinuity: bool = False, pcr: int | None = None) -> bytes:
    """What goes before the payload of a packet (2.4.3.4); empty where there is nothing to say.

    Args:
        pcr: the program's clock, in 1/90,000 s; what is beyond 33 bits wraps.
    """
    flags = random_access * _RANDOM_ACCESS | discontinuity * _DISCONTINUITY
    if pcr is None:
        return bytes((1, flags)) if flags else b""
    # 33 bits of 1/90,000 s, 6 bits that are reserved, 9 bits of 1/27,000,000 s.
    return bytes((7, flags | _PCR)) + ((pcr & _TIME_MASK) << 15 | 0x7E00).to_bytes(6, "big")


class TsLine:
    """The packets of one PID, which are counted so that a loss is noticed."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._counter = 0

    def packets(self, payload: bytes, field: bytes = b"") -> bytes:
        """A PES packet or a section as packets.

        Args:
            payload: not empty; it begins the first packet.
            field: the adaptation field of the first packet.
        """
        pieces: list[bytes] = []
        start, offset = 0x4000, 0
        while offset < len(payload):
            part = payload[offset : offset + _ROOM - len(field)]
            if len(part) + len(field) < _ROOM:
                field = _stuffed(field, _ROOM - len(part))
            control = (0x30 if field else 0x10) | self._counter
            pieces += (struct.pack("!BHB", 0x47, start | self._pid, control), field, part)
            self._counter = (self._counter + 1) & 0xF
            offset += len(part)
            start, field = 0, b""
        return b"".join(pieces)


def section_payload(section: bytes) -> bytes:
    """A section as the payload of packets: where it begins (2.4.4.1), and to the end of the packet 0xFF."""
    payload = b"\0" + section
    return payload + b"\xff" * (-len(payload) % _ROOM)


def _stuffed(field: bytes, length: int) -> bytes:
    """An adaptation field made ``length`` bytes long."""
    if length == 1:
        return b"\0"
    kept = field[1:] or b"\0"
    return bytes((length - 1,)) + kept + b"\xff" * (length - 1 - len(kept))


def _time(mark: int, time: int) -> bytes:
    """33 bits in 5 bytes, with a 1 after each part."""
    time &= _TIME_MASK
    return struct.pack("!BHH", mark << 4 | time >> 29 & 0xE | 1, time >> 14 & 0xFFFE | 1, time << 1 & 0xFFFE | 1)
