"""H.264 between its two forms: byte stream (Rec. ITU-T H.264, Annex B) and ISO BMFF samples (ISO/IEC 14496-15, 5.3)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from footlight.errors import ProtocolViolationError
from footlight.wire.sps import SpsInfo, parse_sps

__all__ = [
    "ParameterSets",
    "SpsInfo",
    "annexb_to_sample",
    "avcc",
    "codec_string",
    "is_idr",
    "parameter_sets",
    "parse_avcc",
    "parse_sps",
    "sample_to_annexb",
]

_IDR: Final = 5
_SPS: Final = 7
_PPS: Final = 8
_NOT_IN_SAMPLES: Final = frozenset({_SPS, _PPS, 9, 12})
"""nal_unit_type (table 7-1) of what a sample leaves out: parameter sets, access unit delimiter, filler."""

_SHORT_START: Final = b"\0\0\1"
_START: Final = b"\0\0\0\1"

_PROFILES_WITHOUT_CHROMA: Final = frozenset({66, 77, 88})
"""Profiles whose configuration record ends after the picture parameter sets."""


@dataclass(frozen=True, slots=True)
class ParameterSets:
    """What a decoder configuration record holds."""

    sps: tuple[bytes, ...]
    pps: tuple[bytes, ...]
    length_size: int
    """Bytes of the length before each NAL unit of a sample: 1, 2 or 4."""


def annexb_to_sample(data: bytes) -> bytes:
    """An access unit as a sample: NAL units behind lengths of 4 bytes, without what the configuration record holds.

    Empty where ``data`` is of parameter sets and delimiters only.

    Raises:
        ProtocolViolationError: ``data`` is not a byte stream.
    """
    units = (unit for unit in _byte_stream_units(data) if unit[0] & 0x1F not in _NOT_IN_SAMPLES)
    return b"".join(piece for unit in units for piece in (len(unit).to_bytes(4, "big"), unit))


def parameter_sets(annexb: bytes) -> tuple[bytes, bytes]:
    """The sequence and the picture parameter set of a byte stream, each as one NAL unit.

    Raises:
        ProtocolViolationError: ``annexb`` is not a byte stream, or has none or several that differ.
    """
    found: dict[int, bytes] = {}
    for unit in _byte_stream_units(annexb):
        kind = unit[0] & 0x1F
        if kind in {_SPS, _PPS} and found.setdefault(kind, unit) != unit:
            raise ProtocolViolationError("an H.264 stream has several parameter sets: only one of each is supported")
    if len(found) < 2:
        raise ProtocolViolationError("an H.264 stream has no parameter sets where they were looked for")
    return found[_SPS], found[_PPS]


def avcc(sps: bytes, pps: bytes) -> bytes:
    """The AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1.2) of samples with lengths of 4 bytes.

    Raises:
        ProtocolViolationError: ``sps`` cannot be read, ``pps`` is none, or one is too long.
    """
    info = parse_sps(sps)
    if not pps or pps[0] & 0x9F != _PPS:
        raise ProtocolViolationError("not an H.264 picture parameter set")
    if len(pps) > 0xFFFF:
        raise ProtocolViolationError("an H.264 picture parameter set is too long")
    record = struct.pack("!B3sBBH", 1, sps[1:4], 0xFC | 3, 0xE0 | 1, len(sps)) + sps
    record += struct.pack("!BH", 1, len(pps)) + pps
    if info.profile not in _PROFILES_WITHOUT_CHROMA:
        record += bytes(
            (0xFC | info.chroma_format, 0xF8 | info.bit_depth_luma - 8, 0xF8 | info.bit_depth_chroma - 8, 0)
        )
    return record


def parse_avcc(record: bytes) -> ParameterSets:
    """Read an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1.2). What follows the sets is not looked at.

    Raises:
        ProtocolViolationError: another version, truncated, without a parameter set, or one of another kind.
    """
    if len(record) < 7 or record[0] != 1:
        raise ProtocolViolationError("not an H.264 decoder configuration record")
    length_size = (record[4] & 3) + 1
    if length_size == 3:
        raise ProtocolViolationError("an H.264 decoder configuration record has lengths of 3 bytes")
    sps, offset = _read_sets(record, 6, record[5] & 0x1F, _SPS)
    if offset >= len(record):
        raise ProtocolViolationError("an H.264 decoder configuration record is truncated")
    pps, _ = _read_sets(record, offset + 1, record[offset], _PPS)
    if not sps or not pps:
        raise ProtocolViolationError("an H.264 decoder configuration record lacks a parameter set")
    return ParameterSets(sps, pps, length_size)


def codec_string(parameters: bytes) -> str:
    """The codec string (RFC 6381, 3.3) of a sequence parameter set or a decoder configuration record.

    Raises:
        ProtocolViolationError: ``parameters`` is neither.
    """
    if len(parameters) < 4 or (parameters[0] != 1 and parameters[0] & 0x9F != _SPS):
        raise ProtocolViolationError("neither an H.264 sequence parameter set nor a configuration record")
    return f"avc1.{parameters[1:4].hex()}"


def sample_to_annexb(sample: bytes, avcc: bytes, keyframe: bool) -> bytes:
    """A sample as an access unit of the byte stream; before a keyframe the parameter sets of ``avcc``.

    Raises:
        ProtocolViolationError: ``sample`` or ``avcc`` is malformed.
    """
    sets = parse_avcc(avcc)
    units = _sample_units(sample, sets.length_size)
    head = (*sets.sps, *sets.pps) if keyframe else ()
    return b"".join(_START + unit for unit in (*head, *units))


def is_idr(sample: bytes) -> bool:
    """Whether a sample with lengths of 4 bytes holds an IDR picture: decoding can start there.

    Raises:
        ProtocolViolationError: ``sample`` is malformed, up to the first IDR picture in it.
    """
    return any(unit[0] & 0x1F == _IDR for unit in _sample_units(sample, 4))


def _byte_stream_units(data: bytes) -> Iterator[bytes]:
    """The NAL units of a byte stream (B.1.1): zeros before a start code belong to none."""
    start = data.find(_SHORT_START)
    if start < 0 or data[:start].strip(b"\0"):
        raise ProtocolViolationError("not an H.264 byte stream: it begins with no start code")
    while start >= 0:
        begin = start + len(_SHORT_START)
        start = data.find(_SHORT_START, begin)
        unit = data[begin : start if start >= 0 else len(data)].rstrip(b"\0")
        if unit:
            yield unit


def _sample_units(sample: bytes, length_size: int) -> Iterator[bytes]:
    offset = 0
    while offset < len(sample):
        begin = offset + length_size
        offset = begin + int.from_bytes(sample[offset:begin], "big")
        if offset > len(sample) or offset == begin:
            raise ProtocolViolationError("an H.264 sample is truncated, or has an empty NAL unit")
        yield sample[begin:offset]


def _read_sets(record: bytes, offset: int, count: int, kind: int) -> tuple[tuple[bytes, ...], int]:
    sets: list[bytes] = []
    for _ in range(count):
        begin = offset + 2
        offset = begin + int.from_bytes(record[offset:begin], "big")
        unit = record[begin:offset]
        if offset > len(record) or not unit or unit[0] & 0x9F != kind:
            raise ProtocolViolationError("an H.264 decoder configuration record is truncated, or has a set of no kind")
        sets.append(unit)
    return tuple(sets), offset
