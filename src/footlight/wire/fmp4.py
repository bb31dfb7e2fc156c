"""Fragmented MP4 (ISO/IEC 14496-12), for Media Source and for files that survive a kill.

The same bytes as ``web/wire/fmp4.ts`` makes, held by tests/vectors/fmp4.json.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from footlight.errors import ProtocolViolationError
from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Track
from footlight.wire.boxes import box, full_box, u32
from footlight.wire.sampleentry import sample_entry
from footlight.wire.timedtext import text_trak

_MATRIX: Final = struct.pack("!9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
"""The unity matrix (8.2.2.2)."""
_UNDETERMINED: Final = 0x55C4
"""The language "und" (8.4.2.3)."""

_SYNC_SAMPLE: Final = 0x02000000
"""sample_depends_on 2: on no other (8.8.3.1)."""
_OTHER_SAMPLE: Final = 0x01010000
"""sample_depends_on 1, sample_is_non_sync_sample."""
_DISPOSABLE: Final = 0x00800000
"""sample_is_depended_on 2: no other depends on it."""

_U32: Final = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Run:
    """The packets of one track that go into a fragment, in decoding order."""

    track: Track
    packets: Sequence[Packet]
    origin: int = 0
    """The time of the track, in its timescale, that is time 0 of the file. It must be the same moment for all tracks,
    and no packet's dts may be before it."""


def init_segment(tracks: Sequence[Track], text: str | None = None) -> bytes:
    """The start of a file, and what a Media Source buffer is given first: the tracks and how they are coded.

    ``text`` names a track of timed text beside them, for the fragments of `footlight.wire.timedtext`; its id is
    `text_id`.

    Duration 0 and no mehd: such a file is live, and Chromium then renders it with low delay.

    Raises:
        CodecUnsupportedError: a codec that MP4 does not hold here.
        ProtocolViolationError: a description that is none, or pictures without a size.
    """
    ftyp = box(b"ftyp", b"iso6", u32(0), b"iso6", b"mp41")
    # Creation and modification time, timescale, duration; rate 1.0, volume 1.0 (8.2.2).
    mvhd = full_box(b"mvhd", 0, 0, struct.pack("!IIIIiHxx8x", 0, 0, 1000, 0, 0x10000, 0x100), _MATRIX, bytes(24),
                     u32(text_id(tracks) + (text is not None)))  # fmt: skip
    traks = b"".join(_trak(track) for track in tracks)
    ids = [_mp4_id(track) for track in tracks]
    if text is not None:
        ids.append(text_id(tracks))
        traks += text_trak(ids[-1], text)
    trexs = b"".join(full_box(b"trex", 0, 0, struct.pack("!5I", id, 1, 0, 0, 0)) for id in ids)
    return ftyp + box(b"moov", mvhd, traks, box(b"mvex", trexs))


def fragment(sequence_number: int, runs: Sequence[Run]) -> bytes:
    """One movie fragment (8.8): a moof and its mdat. ``sequence_number`` counts a file's fragments from 1.

    A file that ends after a fragment plays to its end. One that ends inside a moof is refused by FFmpeg where it can
    seek, so a writer that must survive a kill at any moment writes the first 8 bytes of a fragment last: till then
    they are zeros, a box that FFmpeg takes to fill the rest of the file.

    A run without packets is left out. A sample lasts until the next one of its run; the last one as long as its packet
    says, or where the packet does not say, as long as the one before it.

    Raises:
        ProtocolViolationError: packets whose times run backwards, lie before their origin, or are too far apart.
    """
    runs = [run for run in runs if run.packets]
    # The offset of each run's data is told inside the moof whose length it depends on, but the length is not.
    size = len(_moof(sequence_number, runs, 0))
    moof = _moof(sequence_number, runs, size + 8)
    return moof + box(b"mdat", *(packet.payload for run in runs for packet in run.packets))


def _moof(sequence_number: int, runs: Sequence[Run], data_offset: int) -> bytes:
    trafs: list[bytes] = []
    for run in runs:
        trafs.append(_traf(run, data_offset))
        data_offset += sum(len(packet.payload) for packet in run.packets)
    return box(b"moof", full_box(b"mfhd", 0, 0, u32(sequence_number)), *trafs)


def _traf(run: Run, data_offset: int) -> bytes:
    start = run.packets[0].dts - run.origin
    if start < 0:
        raise ProtocolViolationError("a packet's time is before the start of the recording")
    tfhd = full_box(b"tfhd", 0, 0x020000, u32(_mp4_id(run.track)))  # default-base-is-moof (8.8.7)
    tfdt = full_box(b"tfdt", 1, 0, struct.pack("!Q", start))
    samples = b"".join(
        struct.pack("!IIIi", duration, len(packet.payload), _sample_flags(packet), packet.pts - packet.dts)
        for packet, duration in zip(run.packets, _durations(run.packets), strict=True)
    )
    # data-offset, and of each sample duration, size, flags and signed composition offset (8.8.8).
    trun = full_box(b"trun", 1, 0x000F01, struct.pack("!II", len(run.packets), data_offset), samples)
    return box(b"traf", tfhd, tfdt, trun)


def _durations(packets: Sequence[Packet]) -> list[int]:
    durations = [later.dts - packet.dts for packet, later in pairwise(packets)]
    durations.append(packets[-1].duration or (durations[-1] if durations else 0))
    if min(durations) < 0 or max(durations) > _U32:
        raise ProtocolViolationError("the times of a track's packets run backwards, or are too far apart")
    return durations


def _sample_flags(packet: Packet) -> int:
    flags = _SYNC_SAMPLE if packet.keyframe else _OTHER_SAMPLE
    return flags | _DISPOSABLE if packet.flags & PacketFlags.DISCARDABLE else flags


def _trak(track: Track) -> bytes:
    video = track.kind == "video"
    # Enabled and in the movie; alternate group 1 for sound, whose volume is 1.0 (8.3.2).
    tkhd = full_box(
        b"tkhd", 0, 3,
        struct.pack("!5I8xHHHxx", 0, 0, _mp4_id(track), 0, 0, 0, 0 if video else 1, 0 if video else 0x100),
        _MATRIX, struct.pack("!II", track.width << 16, track.height << 16),
    )  # fmt: skip
    mdhd = full_box(b"mdhd", 0, 0, struct.pack("!IIIIHH", 0, 0, track.timescale, 0, _UNDETERMINED, 0))
    handler = b"vide" if video else b"soun"
    hdlr = full_box(b"hdlr", 0, 0, u32(0), handler, bytes(12), track.name.encode() + b"\0")
    header = full_box(b"vmhd", 0, 1, bytes(8)) if video else full_box(b"smhd", 0, 0, bytes(4))
    dinf = box(b"dinf", full_box(b"dref", 0, 0, u32(1), full_box(b"url ", 0, 1)))
    stbl = box(
        b"stbl",
        full_box(b"stsd", 0, 0, u32(1), sample_entry(track)),
        full_box(b"stts", 0, 0, u32(0)),
        full_box(b"stsc", 0, 0, u32(0)),
        full_box(b"stsz", 0, 0, bytes(8)),
        full_box(b"stco", 0, 0, u32(0)),
    )
    return box(b"trak", tkhd, box(b"mdia", mdhd, hdlr, box(b"minf", header, dinf, stbl)))


def _mp4_id(track: Track) -> int:
    """A track's id in the file, where 0 is not allowed (8.3.2.3)."""
    return track.id + 1


def text_id(tracks: Sequence[Track]) -> int:
    """The id, in the file, of the track of text beside these; of the next track, where there is none."""
    return max((_mp4_id(track) for track in tracks), default=0) + 1
