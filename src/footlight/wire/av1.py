"""AV1: units of a stream into samples, and the record that files hold of it.

"AV1 Bitstream & Decoding Process Specification", 5.3 (OBU header), and "AV1 Codec ISO Media File Format Binding"
(samples, av1C, codec strings).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from footlight.errors import ProtocolViolationError
from footlight.wire.av1sequence import Av1Info, parse_sequence

__all__ = ["Av1Info", "av1c", "codec_string", "parse_av1c", "to_sample"]

_SEQUENCE: Final = 1
_NOT_IN_SAMPLES: Final = frozenset({2, 8, 15})
"""obu_type (6.2.2) of what a sample leaves out: temporal delimiter, tile list, padding."""
_MOST_UNITS: Final = 8192
"""OBUs of one sample: twice what the most tiles make. Each takes time, however short."""
_MARKER: Final = 0x81
"""The first byte of a record: marker and version 1."""


@dataclass(frozen=True, slots=True)
class _Obu:
    kind: int
    header: bytes
    """One byte, or two with an extension; it says that a size follows."""
    payload: bytes

    def coded(self) -> bytes:
        return self.header + _leb128(len(self.payload)) + self.payload


def to_sample(unit: bytes) -> bytes:
    """A temporal unit as a sample: without delimiters, each unit with its size.

    Raises:
        ProtocolViolationError: ``unit`` is no sequence of OBUs.
    """
    return b"".join(obu.coded() for obu in _obus(unit) if obu.kind not in _NOT_IN_SAMPLES)


def av1c(unit: bytes) -> bytes:
    """The AV1CodecConfigurationRecord (2.3.3) of a stream, from a keyframe's temporal unit or a record's OBUs.

    Raises:
        ProtocolViolationError: there is no sequence header in it, or one that cannot be read.
    """
    found = next((obu for obu in _obus(unit) if obu.kind == _SEQUENCE), None)
    if found is None:
        raise ProtocolViolationError("an AV1 stream has no sequence header where it was looked for")
    info = parse_sequence(found.payload)
    depth = (info.bit_depth > 8) << 6 | (info.bit_depth == 12) << 5
    sampling = info.monochrome << 4 | info.subsampling_x << 3 | info.subsampling_y << 2 | info.chroma_position
    head = bytes((_MARKER, info.profile << 5 | info.level, info.high_tier << 7 | depth | sampling, 0))
    return head + found.coded()


def parse_av1c(record: bytes) -> Av1Info:
    """Read the sequence header in an AV1CodecConfigurationRecord.

    Raises:
        ProtocolViolationError: no record, or one without a sequence header, or one that does not agree with it.
    """
    if len(record) < 4 or record[0] != _MARKER:
        raise ProtocolViolationError("not an AV1 configuration record")
    if av1c(record[4:])[1:3] != record[1:3]:
        raise ProtocolViolationError("an AV1 configuration record does not agree with its sequence header")
    return parse_sequence(next(obu.payload for obu in _obus(record[4:]) if obu.kind == _SEQUENCE))


def codec_string(record: bytes) -> str:
    """The codec string of a record, as ``av01.0.05M.08``.

    Raises:
        ProtocolViolationError: ``record`` is none.
    """
    info = parse_av1c(record)
    return f"av01.{info.profile}.{info.level:02}{'H' if info.high_tier else 'M'}.{info.bit_depth:02}"


def _obus(data: bytes) -> Iterator[_Obu]:
    offset = count = 0
    while offset < len(data):
        if (count := count + 1) > _MOST_UNITS:
            raise ProtocolViolationError(f"an AV1 sample of more than {_MOST_UNITS} units")
        first = data[offset]
        if first & 0x81:
            raise ProtocolViolationError("an AV1 unit has a reserved bit set")
        end = offset + (2 if first & 4 else 1)
        header = bytes((first | 2,)) + data[offset + 1 : end]
        # Without a size it lasts to the end of what holds it.
        size, begin = _read_leb128(data, end) if first & 2 else (len(data) - end, end)
        offset = begin + size
        if offset > len(data) or begin > len(data) or size < 0:
            raise ProtocolViolationError("an AV1 unit is truncated")
        yield _Obu(first >> 3 & 0xF, header, data[begin:offset])


def _read_leb128(data: bytes, offset: int) -> tuple[int, int]:
    """A number of at most 32 bits (4.10.5), and where it ends."""
    value = 0
    for index in range(8):
        if offset + index >= len(data):
            break
        byte = data[offset + index]
        value |= (byte & 0x7F) << 7 * index
        if not byte & 0x80:
            if value >= 2**32:
                break
            return value, offset + index + 1
    raise ProtocolViolationError("an AV1 unit has no valid size")


def _leb128(value: int) -> bytes:
    coded = bytearray()
    while value > 0x7F:
        coded.append(value & 0x7F | 0x80)
        value >>= 7
    coded.append(value)
    return bytes(coded)
