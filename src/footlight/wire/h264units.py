"""H.264 access units as others send them, in either form, into samples with their parameter sets out of band."""

from dataclasses import dataclass
from typing import Final

from footlight.wire.bits import Bits, rbsp
from footlight.wire.h264 import avcc_of, parse_avcc
from footlight.wire.nal import byte_stream_units, sample_of, sample_units

_CODEC: Final = "H.264"
_IDR: Final = 5
_SLICES: Final = frozenset({1, 2, _IDR})
_SPS: Final = 7
_PPS: Final = 8
_LEFT_OUT: Final = frozenset({9, 12})
"""nal_unit_type (table 7-1) of what says nothing to a decoder that is told where pictures end: delimiter, filler."""
_B: Final = 1
"""slice_type modulo 5 (table 7-6)."""
_HEADER_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class AccessUnit:
    """One picture."""

    sample: bytes
    """NAL units behind lengths of 4 bytes; empty where there was none but parameter sets and delimiters."""
    idr: bool
    bidirectional: bool
    """Its first slice is a B slice: pictures are coded in another order than they are shown in."""
    begins: bool
    """Its first slice is a picture's first: else it is the rest of the picture before."""
    revised: bool
    """It came with parameter sets that are not those before it."""


class AccessUnits:
    """Reads the access units of one stream in order, and keeps its parameter sets."""

    def __init__(self, extradata: bytes) -> None:
        """Begin a stream.

        Args:
            extradata: what its container says of it: a decoder configuration record, after which access units come as
                samples; a byte stream of parameter sets; or nothing.

        Raises:
            ProtocolViolationError: it is none of these.
        """
        self._sps: dict[int, bytes] = {}
        self._pps: dict[int, bytes] = {}
        self._length_size = 0
        if extradata[:1] == b"\1":
            sets = parse_avcc(extradata)
            self._length_size = sets.length_size
            units = (*sets.sps, *sets.pps)
        else:
            units = tuple(byte_stream_units(extradata, _CODEC)) if extradata else ()
        for unit in units:
            self._keep(unit)

    @property
    def complete(self) -> bool:
        """Whether there is a parameter set of each kind."""
        return bool(self._sps and self._pps)

    @property
    def sps(self) -> bytes:
        """The first sequence parameter set, where there is one."""
        return next(iter(self._sps.values()))

    def record(self) -> bytes:
        """The decoder configuration record of the parameter sets so far, which must be `complete`.

        Raises:
            ProtocolViolationError: they cannot be read.
        """
        return avcc_of(tuple(self._sps.values()), tuple(self._pps.values()))

    def read(self, data: bytes) -> AccessUnit:
        """Read one access unit, in the form that the stream has.

        Raises:
            ProtocolViolationError: it is malformed.
        """
        size = self._length_size
        units = list(sample_units(data, size, _CODEC) if size else byte_stream_units(data, _CODEC))
        revised = False
        kept: list[bytes] = []
        slices: list[bytes] = []
        for unit in units:
            kind = unit[0] & 0x1F
            if kind in (_SPS, _PPS):
                revised |= self._keep(unit)
            elif kind not in _LEFT_OUT:
                kept.append(unit)
                if kind in _SLICES:
                    slices.append(unit)
        if not slices:
            return AccessUnit(b"", idr=False, bidirectional=False, begins=True, revised=revised)
        idr = slices[0][0] & 0x1F == _IDR
        untouched = size == 4 and len(kept) == len(units)
        first_macroblock, bidirectional = _slice(slices[0])
        return AccessUnit(data if untouched else sample_of(kept), idr, bidirectional, first_macroblock == 0, revised)

    def _keep(self, unit: bytes) -> bool:
        """Whether the set is another than the one of its number before."""
        if unit[0] & 0x1F == _SPS:
            sets, skip = self._sps, 4  # profile_idc, constraint flags, level_idc
        else:
            sets, skip = self._pps, 1
        number = Bits(rbsp(unit[skip : skip + _HEADER_BYTES]), "an H.264 parameter set").ue("id", 255)
        changed = sets.get(number) != unit
        sets[number] = unit
        return changed


def _slice(slice: bytes) -> tuple[int, bool]:
    """Where a slice begins, and whether it is a B slice (7.3.3)."""
    header = Bits(rbsp(slice[1 : 1 + _HEADER_BYTES]), "an H.264 slice")
    first_macroblock = header.ue("first_mb_in_slice")
    return first_macroblock, header.ue("slice_type", 9) % 5 == _B
