"""HEVC between its two forms: byte stream (Rec. ITU-T H.265, Annex B) and ISO BMFF samples (ISO/IEC 14496-15, 8)."""

import struct
from dataclasses import dataclass
from typing import Final

from footlight.errors import ProtocolViolationError
from footlight.wire.hevcsps import HevcSpsInfo, parse_sps
from footlight.wire.nal import byte_stream_units, sample_of

__all__ = ["HevcSets", "HevcSpsInfo", "annexb_to_sample", "codec_string", "hvcc", "parameter_sets", "parse_hvcc",
           "parse_sps"]  # fmt: skip

_CODEC: Final = "HEVC"
_VPS: Final = 32
_SPS: Final = 33
_PPS: Final = 34
_NOT_IN_SAMPLES: Final = frozenset({_VPS, _SPS, _PPS, 35, 38})
"""nal_unit_type (table 7-1) of what a sample leaves out: parameter sets, access unit delimiter, filler."""

_HEAD: Final = struct.Struct("!BBI6sBHBBBBHBB")
"""The record up to its arrays."""
_MOST_SETS: Final = 64
"""Of one kind: what the standard allows for picture parameter sets."""


@dataclass(frozen=True, slots=True)
class HevcSets:
    """The parameter sets of a stream, each one NAL unit; at least one of each kind."""

    vps: tuple[bytes, ...]
    sps: tuple[bytes, ...]
    pps: tuple[bytes, ...]


def annexb_to_sample(data: bytes) -> bytes:
    """An access unit as a sample: NAL units behind lengths of 4 bytes, without what the configuration record holds.

    Empty where ``data`` is of parameter sets and delimiters only.

    Raises:
        ProtocolViolationError: ``data`` is not a byte stream.
    """
    return sample_of(unit for unit in byte_stream_units(data, _CODEC) if _kind(unit) not in _NOT_IN_SAMPLES)


def parameter_sets(annexb: bytes) -> HevcSets:
    """The parameter sets of a byte stream, in the order in which they first came.

    Raises:
        ProtocolViolationError: ``annexb`` is not a byte stream, or lacks a kind of them, or has too many.
    """
    found: dict[int, dict[bytes, None]] = {_VPS: {}, _SPS: {}, _PPS: {}}
    for unit in byte_stream_units(annexb, _CODEC):
        if _kind(unit) in found:
            found[_kind(unit)][unit] = None
    return _checked(tuple(found[_VPS]), tuple(found[_SPS]), tuple(found[_PPS]))


def hvcc(sets: HevcSets) -> bytes:
    """The HEVCDecoderConfigurationRecord (ISO/IEC 14496-15, 8.3.3.1.2) of samples with lengths of 4 bytes.

    Raises:
        ProtocolViolationError: the first sequence parameter set cannot be read, or a set is too long.
    """
    info = parse_sps(sets.sps[0])
    head = _HEAD.pack(
        1,
        info.profile_space << 6 | info.high_tier << 5 | info.profile,
        info.compatibility,
        info.constraints,
        info.level,
        0xF000,  # min_spatial_segmentation_idc: not told
        0xFC,  # parallelismType: not told
        0xFC | info.chroma_format,
        0xF8 | info.bit_depth_luma - 8,
        0xF8 | info.bit_depth_chroma - 8,
        0,  # avgFrameRate: not told
        info.temporal_layers << 3 | info.temporal_nesting << 2 | 3,
        3,
    )
    arrays = ((_VPS, sets.vps), (_SPS, sets.sps), (_PPS, sets.pps))
    return head + b"".join(_array(kind, units) for kind, units in arrays)


def parse_hvcc(record: bytes) -> HevcSets:
    """Read an HEVCDecoderConfigurationRecord of samples with lengths of 4 bytes. Sets of other kinds are passed over.

    Raises:
        ProtocolViolationError: another version, other lengths, truncated, or without a parameter set.
    """
    if len(record) < _HEAD.size or record[0] != 1:
        raise ProtocolViolationError("not an HEVC decoder configuration record")
    if record[21] & 3 != 3:
        raise ProtocolViolationError("an HEVC decoder configuration record has lengths of other than 4 bytes")
    found: dict[int, list[bytes]] = {}
    offset = _HEAD.size
    for _ in range(record[22]):
        if offset + 3 > len(record):
            raise ProtocolViolationError("an HEVC decoder configuration record is truncated")
        kind, count = record[offset] & 0x3F, int.from_bytes(record[offset + 1 : offset + 3], "big")
        offset += 3
        for _ in range(count):
            begin = offset + 2
            offset = begin + int.from_bytes(record[offset:begin], "big")
            unit = record[begin:offset]
            if offset > len(record) or len(unit) < 3 or _kind(unit) != kind:
                raise ProtocolViolationError("an HEVC decoder configuration record has a set of no kind")
            found.setdefault(kind, []).append(unit)
    return _checked(tuple(found.get(_VPS, ())), tuple(found.get(_SPS, ())), tuple(found.get(_PPS, ())))


def codec_string(record: bytes) -> str:
    """The codec string (ISO/IEC 14496-15, E.3) of a decoder configuration record, as ``hvc1.1.6.L93.B0``.

    Raises:
        ProtocolViolationError: ``record`` is none.
    """
    if len(record) < _HEAD.size or record[0] != 1:
        raise ProtocolViolationError("not an HEVC decoder configuration record")
    space = ("", "A", "B", "C")[record[1] >> 6]
    compatibility = int(f"{int.from_bytes(record[2:6], 'big'):032b}"[::-1], 2)
    tier = "H" if record[1] & 0x20 else "L"
    constraints = "".join(f".{byte:X}" for byte in record[6:12].rstrip(b"\0"))
    return f"hvc1.{space}{record[1] & 0x1F}.{compatibility:X}.{tier}{record[12]}{constraints}"


def _kind(unit: bytes) -> int:
    return unit[0] >> 1 & 0x3F


def _checked(vps: tuple[bytes, ...], sps: tuple[bytes, ...], pps: tuple[bytes, ...]) -> HevcSets:
    if not (vps and sps and pps):
        raise ProtocolViolationError("an HEVC stream has no parameter sets where they were looked for")
    if max(len(vps), len(sps), len(pps)) > _MOST_SETS:
        raise ProtocolViolationError(f"an HEVC stream has more than {_MOST_SETS} parameter sets of a kind")
    return HevcSets(vps, sps, pps)


def _array(kind: int, units: tuple[bytes, ...]) -> bytes:
    if max(map(len, units)) > 0xFFFF:
        raise ProtocolViolationError("an HEVC parameter set is too long")
    # array_completeness: all sets are here, as the name hvc1 promises.
    body = b"".join(len(unit).to_bytes(2, "big") + unit for unit in units)
    return struct.pack("!BH", 0x80 | kind, len(units)) + body
