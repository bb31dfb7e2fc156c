"""A track of timed text in fragmented MP4 (3GPP TS 26.245): words that players show, and that ffprobe lists."""

import struct
from collections.abc import Sequence
from typing import Final

from footlight.wire.boxes import box, full_box, u32

TIMESCALE: Final = 1_000
"""Ticks a second of the track."""

_ENGLISH: Final = 0x15C7
"""The language "eng" (ISO/IEC 14496-12, 8.4.2.3)."""
_SYNC_SAMPLE: Final = 0x02000000
_MATRIX: Final = struct.pack("!9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_FONT: Final = b"Sans-Serif"


def text_trak(id: int, name: str) -> bytes:
    """The track, for the moov."""
    # Enabled and in the movie (8.3.2).
    tkhd = full_box(b"tkhd", 0, 3, struct.pack("!5I16x", 0, 0, id, 0, 0), _MATRIX, bytes(8))
    mdhd = full_box(b"mdhd", 0, 0, struct.pack("!IIIIHH", 0, 0, TIMESCALE, 0, _ENGLISH, 0))
    hdlr = full_box(b"hdlr", 0, 0, u32(0), b"sbtl", bytes(12), name.encode() + b"\0")
    dinf = box(b"dinf", full_box(b"dref", 0, 0, u32(1), full_box(b"url ", 0, 1)))
    stbl = box(
        b"stbl",
        full_box(b"stsd", 0, 0, u32(1), _sample_entry()),
        full_box(b"stts", 0, 0, u32(0)),
        full_box(b"stsc", 0, 0, u32(0)),
        full_box(b"stsz", 0, 0, bytes(8)),
        full_box(b"stco", 0, 0, u32(0)),
    )
    return box(b"trak", tkhd, box(b"mdia", mdhd, hdlr, box(b"minf", full_box(b"nmhd", 0, 0), dinf, stbl)))


def text_fragment(sequence_number: int, id: int, at: int, duration: int, text: str) -> bytes:
    """A fragment of one text that is shown from ``at`` on, in ticks of the file's time.

    The next must begin later than it ends. ``sequence_number`` counts a file's fragments, of whatever track, from 1.
    """
    words = text.encode()
    # An empty text ends it: FFmpeg takes no heed of a last sample's duration.
    samples = [(struct.pack("!H", len(words)) + words, duration), (struct.pack("!H", 0), 1)]
    size = len(_moof(sequence_number, id, at, samples, 0))
    return _moof(sequence_number, id, at, samples, size + 8) + box(b"mdat", *(sample for sample, _ in samples))


def _moof(sequence_number: int, id: int, at: int, samples: Sequence[tuple[bytes, int]], data_offset: int) -> bytes:
    # As of the fragments of `footlight.wire.fmp4`.
    tfhd = full_box(b"tfhd", 0, 0x020000, u32(id))
    tfdt = full_box(b"tfdt", 1, 0, struct.pack("!Q", at))
    # A data offset, and of each sample duration, size and flags.
    entries = b"".join(struct.pack("!3I", duration, len(sample), _SYNC_SAMPLE) for sample, duration in samples)
    trun = full_box(b"trun", 0, 0x000701, struct.pack("!II", len(samples), data_offset), entries)
    return box(b"moof", full_box(b"mfhd", 0, 0, u32(sequence_number)), box(b"traf", tfhd, tfdt, trun))


def _sample_entry() -> bytes:
    """TS 26.245, 5.16: white on nothing, in the middle of the lowest line."""
    font = box(b"ftab", struct.pack("!HHB", 1, 1, len(_FONT)), _FONT)
    style = struct.pack("!HHHBB4B", 0, 0, 1, 0, 18, 255, 255, 255, 255)
    #       data reference, flags, centred, at the bottom; background; the whole of the picture
    entry = struct.pack("!6xHIbb4B4H", 1, 0, 1, -1, 0, 0, 0, 0, 0, 0, 0, 0)
    return box(b"tx3g", entry, style, font)
