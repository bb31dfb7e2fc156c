"""NAL units in their two wrappings, alike in H.264 and HEVC: a byte stream (Annex B), and samples with lengths."""

from collections.abc import Iterable, Iterator
from typing import Final

from footlight.errors import ProtocolViolationError

START: Final = b"\0\0\0\1"
_SHORT_START: Final = b"\0\0\1"
_MOST_UNITS: Final = 8192
"""Of one picture: as many as slices of a datagram make of the largest there is. Each takes time, however short."""


def byte_stream_units(data: bytes, codec: str) -> Iterator[bytes]:
    """The NAL units of a byte stream (Rec. ITU-T H.264, B.1.1): zeros before a start code belong to none.

    Raises:
        ProtocolViolationError: ``data`` does not begin with a start code, or has far too many units; ``codec`` goes
            into the text.
    """
    start = data.find(_SHORT_START)
    if start < 0 or data[:start].strip(b"\0"):
        raise ProtocolViolationError(f"not an {codec} byte stream: it begins with no start code")
    count = 0
    while start >= 0:
        count = _counted(count, codec)
        begin = start + len(_SHORT_START)
        start = data.find(_SHORT_START, begin)
        unit = data[begin : start if start >= 0 else len(data)].rstrip(b"\0")
        if unit:
            yield unit


def sample_units(sample: bytes, length_size: int, codec: str) -> Iterator[bytes]:
    """The NAL units of a sample, each behind a length of ``length_size`` bytes.

    Raises:
        ProtocolViolationError: the sample is truncated, or has an empty NAL unit, or far too many.
    """
    offset = count = 0
    while offset < len(sample):
        count = _counted(count, codec)
        begin = offset + length_size
        offset = begin + int.from_bytes(sample[offset:begin], "big")
        if offset > len(sample) or offset == begin:
            raise ProtocolViolationError(f"an {codec} sample is truncated, or has an empty NAL unit")
        yield sample[begin:offset]


def sample_of(units: Iterable[bytes]) -> bytes:
    """NAL units as a sample with lengths of 4 bytes."""
    return b"".join(piece for unit in units for piece in (len(unit).to_bytes(4, "big"), unit))


def _counted(count: int, codec: str) -> int:
    if count >= _MOST_UNITS:
        raise ProtocolViolationError(f"an {codec} picture of more than {_MOST_UNITS} NAL units")
    return count + 1
