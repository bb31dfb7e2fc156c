"""How a track travels in an MPEG transport stream: its type, its descriptors, and the form of its access units."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from footlight.errors import CodecUnsupportedError
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.wire.h264 import parse_avcc, sample_to_annexb
from footlight.wire.hevc import parse_hvcc
from footlight.wire.nal import START, sample_units
from footlight.wire.opus import parse_opus_head
from footlight.wire.psi import StreamEntry, descriptor

_FIRST_PID: Final = 0x100
_VIDEO: Final = 0xE0
_PRIVATE: Final = 0xBD
_H264_TYPE: Final = 0x1B
_HEVC_TYPE: Final = 0x24
_PRIVATE_TYPE: Final = 0x06
_REGISTRATION: Final = 0x05
_EXTENSION: Final = 0x7F
_OPUS_EXTENSION: Final = 0x80
_H264_DELIMITER: Final = START + b"\x09\xf0"
"""An access unit delimiter that allows slices of all types (Rec. ITU-T H.264, 7.3.2.4): streams must have them."""
_HEVC_DELIMITER: Final = START + b"\x46\x01\x50"
"""The same (Rec. ITU-T H.265, 7.3.2.5)."""
_OPUS_UNIT: Final = b"\x7f\xe0"
"""The prefix of an Opus control header, without trimming."""


@dataclass(frozen=True, slots=True)
class TsStream:
    """One track as an elementary stream."""

    track: Track
    entry: StreamEntry
    stream_id: int
    """Of its PES packets (table 2-22)."""
    access_unit: Callable[[Packet], bytes]
    """A packet's payload as it goes into a PES packet; raises `ProtocolViolationError` where it is malformed."""


def ts_stream(track: Track) -> TsStream:
    """How ``track`` travels.

    Raises:
        CodecUnsupportedError: there is no way for its codec, or none that players know.
        ProtocolViolationError: a description that is none.
    """
    pid = _FIRST_PID + track.id
    if track.codec.startswith("avc1."):
        return _h264(track, pid)
    if track.codec.startswith("hvc1."):
        return _hevc(track, pid)
    if track.codec == "opus":
        return _opus(track, pid)
    raise CodecUnsupportedError(
        f"the track {track.name[:32]!r} is {track.codec[:32]!r}, which MPEG-TS cannot carry:"
        " watch it in a browser, or send H.264 or HEVC"
    )


def _h264(track: Track, pid: int) -> TsStream:
    """Byte stream format (ISO/IEC 13818-1, 2.14), with the parameter sets before every keyframe."""
    parse_avcc(track.description)

    def access_unit(packet: Packet) -> bytes:
        return _H264_DELIMITER + sample_to_annexb(bytes(packet.payload), track.description, packet.keyframe)

    return TsStream(track, StreamEntry(pid, _H264_TYPE), _VIDEO, access_unit)


def _hevc(track: Track, pid: int) -> TsStream:
    """As H.264, after ISO/IEC 13818-1, 2.17."""
    sets = parse_hvcc(track.description)
    head = b"".join(START + unit for unit in (*sets.vps, *sets.sps, *sets.pps))

    def access_unit(packet: Packet) -> bytes:
        units = b"".join(START + unit for unit in sample_units(bytes(packet.payload), 4, "HEVC"))
        return _HEVC_DELIMITER + (head if packet.keyframe else b"") + units

    return TsStream(track, StreamEntry(pid, _HEVC_TYPE, descriptor(_REGISTRATION, b"HEVC")), _VIDEO, access_unit)


def _opus(track: Track, pid: int) -> TsStream:
    """Opus in private data, as FFmpeg and VLC have it ("Encapsulation of Opus in MPEG-TS", ETSI TS 101 154)."""
    head = parse_opus_head(track.description)
    if head.mapping_family != 0:
        raise CodecUnsupportedError(
            f"the track {track.name[:32]!r} has {head.channels} channels: MPEG-TS carries one or two of Opus here"
        )
    # The channel configuration code of mapping family 0 is the number of channels.
    descriptors = descriptor(_REGISTRATION, b"Opus") + descriptor(_EXTENSION, bytes((_OPUS_EXTENSION, head.channels)))
    return TsStream(track, StreamEntry(pid, _PRIVATE_TYPE, descriptors), _PRIVATE, _opus_unit)


def _opus_unit(packet: Packet) -> bytes:
    """The packet behind its control header, which tells its size as so many 255 and the rest."""
    many, rest = divmod(len(packet.payload), 255)
    return b"".join((_OPUS_UNIT, b"\xff" * many, bytes((rest,)), packet.payload))
