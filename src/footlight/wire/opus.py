"""The identification header of Opus, which is the description of an Opus track (RFC 7845, 5.1)."""

import struct
from dataclasses import dataclass
from typing import Final

from footlight.errors import ProtocolViolationError

_MAGIC: Final = b"OpusHead"
_HEAD: Final = struct.Struct("<8sBBHIhB")
"""Magic, version, channels, pre-skip, input sample rate, gain, mapping family. Little-endian."""


@dataclass(frozen=True, slots=True)
class OpusHead:
    """What a decoder of Opus is told."""

    channels: int
    pre_skip: int
    """Samples at 48 kHz to leave out at the start of the decoded sound."""
    sample_rate: int
    """Of the sound before coding, for information; Opus is always decoded at 48 kHz here. 0 where not known."""
    gain: int
    """In 1/256 dB."""
    mapping_family: int
    mapping: bytes
    """Stream count, coupled count and one byte a channel (5.1.1); empty for family 0."""


def opus_head(channels: int, pre_skip: int, sample_rate: int = 48_000) -> bytes:
    """The identification header of one stream of 1 or 2 channels; ``pre_skip`` is in samples at 48 kHz.

    Raises:
        ValueError: ``channels`` is not 1 or 2, which is all that mapping family 0 can say.
    """
    if channels not in {1, 2}:
        raise ValueError(f"{channels} channels of Opus: 1 or 2 are supported")
    return _HEAD.pack(_MAGIC, 1, channels, pre_skip, sample_rate, 0, 0)


def parse_opus_head(data: bytes) -> OpusHead:
    """Read an identification header.

    Raises:
        ProtocolViolationError: not one, of an incompatible version, truncated, or with an impossible channel mapping.
    """
    if len(data) < _HEAD.size:
        raise ProtocolViolationError("an Opus header is truncated")
    magic, version, channels, pre_skip, sample_rate, gain, family = _HEAD.unpack_from(data)
    if magic != _MAGIC or version & 0xF0:
        raise ProtocolViolationError("not an Opus header of a known version")
    mapping = b"" if family == 0 else data[_HEAD.size : _HEAD.size + 2 + channels]
    if channels == 0 or (family == 0 and channels > 2) or (family != 0 and not _possible(mapping, channels)):
        raise ProtocolViolationError(f"an Opus header has an impossible mapping of {channels} channels")
    return OpusHead(channels, pre_skip, sample_rate, gain, family, mapping)


def _possible(mapping: bytes, channels: int) -> bool:
    """5.1.1: at least one stream, no more coupled than there are, every channel from one of them or silent (255)."""
    if len(mapping) != 2 + channels:
        return False
    streams, coupled = mapping[0], mapping[1]
    decoded = streams + coupled
    return streams > 0 and coupled <= streams and decoded <= 255 and all(i < decoded or i == 255 for i in mapping[2:])
