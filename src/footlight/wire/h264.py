"""H.264 between its two forms: byte stream (Rec. ITU-T H.264, Annex B) and ISO BMFF samples (ISO/IEC 14496-15, 5.3)."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from footlight.errors import ProtocolViolationError
from footlight.wire.nal import START, byte_stream_units, sample_of, sample_units
from footlight.wire.sps import SpsInfo, parse_sps

__all__ = [
    "ParameterSets",
    "SpsInfo",
    "annexb_to_sample",
    "avcc",
    "avcc_of",
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

_MOST_SPS: Final = 31
_MOST_PPS: Final = 255
_CODEC: Final = "H.264"

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
    return sample_of(unit for unit in byte_stream_units(data, _CODEC) if unit[0] & 0x1F not in _NOT_IN_SAMPLES)


def parameter_sets(annexb: bytes) -> tuple[bytes, bytes]:
    """The sequence and the picture parameter set of a byte stream, each as one NAL unit.

    Raises:
        ProtocolViolationError: ``annexb`` is not a byte stream, or has none or several that differ.
    """
    found: dict[int, bytes] = {}
    for unit in byte_stream_units(annexb, _CODEC):
        kind = unit[0] & 0x1F
        if kind in {_SPS, _PPS} and found.setdefault(kind, unit) != unit:
            raise ProtocolViolationError("an H.264 stream has several parameter sets: only one of each is supported")
    if len(found) < 2:
        raise ProtocolViolationError("an H.264 stream has no parameter sets where they were looked for")
    return found[_SPS], found[_PPS]


def avcc(sps: bytes, pps: bytes) -> bytes:
    """The AVCDecoderConfigurationRecord of samples with lengths of 4 bytes: as `avcc_of`, with one set of each kind."""
    return avcc_of((sps,), (pps,))


def avcc_of(sps: Sequence[bytes], pps: Sequence[bytes]) -> bytes:
    """The AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1.2) of samples with lengths of 4 bytes.

    Raises:
        ProtocolViolationError: the first of ``sps`` cannot be read, one of ``pps`` is none, one is too long, or
            there are more than a record holds.
    """
    info = parse_sps(sps[0])
    if not pps or any(not unit or unit[0] & 0x9F != _PPS for unit in pps):
        raise ProtocolViolationError("not an H.264 picture parameter set")
    if max(map(len, (*sps, *pps))) > 0xFFFF or len(sps) > _MOST_SPS or len(pps) > _MOST_PPS:
        raise ProtocolViolationError("an H.264 parameter set is too long, or there are too many")
    record = struct.pack("!B3sBB", 1, sps[0][1:4], 0xFC | 3, 0xE0 | len(sps))
    record += b"".join(len(unit).to_bytes(2, "big") + unit for unit in sps)
    record += bytes((len(pps),)) + b"".join(len(unit).to_bytes(2, "big") + unit for unit in pps)
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
    units = sample_units(sample, sets.length_size, _CODEC)
    head = (*sets.sps, *sets.pps) if keyframe else ()
    return b"".join(START + unit for unit in (*head, *units))


def is_idr(sample: bytes) -> bool:
    """Whether a sample with lengths of 4 bytes holds an IDR picture: decoding can start there.

    Raises:
        ProtocolViolationError: ``sample`` is malformed, up to the first IDR picture in it.
    """
    return any(unit[0] & 0x1F == _IDR for unit in sample_units(sample, 4, _CODEC))


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
