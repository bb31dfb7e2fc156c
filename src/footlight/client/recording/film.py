"""One file of a recording: fragments of MP4, each on the disk whole or not at all."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Final

from footlight.client.recording.gap import Gap, Hole, joined
from footlight.client.recording.newfile import write_all
from footlight.errors import FileUnwritableError
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.wire.fmp4 import Run, fragment, init_segment, text_id
from footlight.wire.timedtext import TIMESCALE, text_fragment

_GAPS: Final = "gaps"
"""The name of the track that tells what is missing."""

_LONGEST: Final = 2**32 - 1
"""Milliseconds that a gap can be shown."""

_LAST_WORDS: Final = 1_000
"""The same of a gap with which a file ends: it would make the file as long as a night."""

_BOX_HEADER: Final = 8
"""Bytes."""


@dataclass(slots=True)
class _Part:
    """What waits of one track."""

    track: Track
    origin: int
    """The track's time that is time 0 of the recording."""
    packets: list[Packet] = field(default_factory=list)

    def at(self, packet: Packet) -> Micros:
        return Micros((packet.dts - self.origin) * 1_000_000 // self.track.timescale)


class Film:
    """Written by one thread, which waits for the disk.

    Its time 0 is the first of what its first fragment holds.
    """

    def __init__(self, path: Path, file: FileIO) -> None:
        """Write into ``file``, which is new."""
        self.path = path
        self._file = file
        self._fragments = 0
        self._length = 0
        self._text_id = 0
        self._names: list[str] = []
        self._told_until = -1  # milliseconds
        self._parts: dict[int, _Part] = {}
        self._holes: list[Hole] = []
        self._begun = False
        self._end = Micros(0)
        self.zero: Micros | None = None
        """The recording's time that is time 0 of the file; None before the first fragment."""
        self.waits_from: Micros | None = None
        """The recording's time of the first packet that waits to be written."""

    @property
    def has_holes(self) -> bool:
        """Whether there are any that wait to be written."""
        return bool(self._holes)

    def begin(self, tracks: Sequence[Track]) -> None:
        """Write the header.

        Raises:
            FileUnwritableError: the disk is full.
            CodecUnsupportedError: a codec that MP4 cannot hold.
        """
        self._append(init_segment(tracks, _GAPS))
        self._text_id = text_id(tracks)
        self._names = [track.name for track in tracks]
        self._begun = True

    @property
    def begun(self) -> bool:
        """Whether it has its header."""
        return self._begun

    @property
    def is_empty(self) -> bool:
        """Whether no packet came yet."""
        return self.zero is None and self.waits_from is None

    def add(self, track: Track, origin: int, packet: Packet) -> None:
        """Take a packet in; ``origin`` is the track's time that is time 0 of the recording."""
        part = self._parts.setdefault(track.id, _Part(track, origin))
        part.packets.append(packet)
        if self.waits_from is None:
            self.waits_from = part.at(packet)

    def lack(self, hole: Hole) -> None:
        """Tell of a hole, before what comes after it is written."""
        self._holes.append(hole)

    def give_back(self, track: int, since: Micros) -> list[Packet]:
        """Let go of what waits of a track from the first keyframe on that is not before ``since``."""
        part = self._parts.get(track)
        if part is None:
            return []
        here = (n for n, packet in enumerate(part.packets) if packet.keyframe and part.at(packet) >= since)
        first = next(here, len(part.packets))
        part.packets, given = part.packets[:first], part.packets[first:]
        return given

    def flush(self) -> list[Gap]:
        """Write what waits; the gaps that were written with it.

        Raises:
            FileUnwritableError: the disk is full; the file is as it was before.
        """
        parts = [part for part in self._parts.values() if part.packets]
        if not parts and not self._holes:
            return []
        zero = self.zero
        if zero is None:
            zero = min([part.at(packet) for part in parts for packet in part.packets], default=Micros(0))
        end = max([self._end, *(part.at(part.packets[-1]) for part in parts)])
        gaps, data, number, told_until = [], b"", self._fragments, self._told_until
        for hole in joined(self._holes):
            gap = hole.gap(self.path, zero, self._names)
            gaps.append(gap)
            at = max(_milliseconds(hole.start - zero), told_until + 1)
            shown = max(1, _milliseconds(hole.end - zero) - at)
            shown = min(shown, _LONGEST if hole.end <= end else _LAST_WORDS)
            told_until = at + shown + 1
            number += 1
            data += text_fragment(number, self._text_id, at, shown, gap.words)
        if parts:
            number += 1
            data += fragment(
                number,
                [
                    Run(part.track, part.packets, part.origin + zero * part.track.timescale // 1_000_000)
                    for part in parts
                ],
            )
        self._append(data)
        self._fragments, self.zero, self._end, self._told_until = number, zero, end, told_until
        self._parts, self._holes, self.waits_from = {}, [], None
        return gaps

    def close(self) -> bool:
        """Close it as it is, and remove it where nothing came; whether there is a file."""
        self._file.close()
        if not self._fragments:
            self.path.unlink(missing_ok=True)
        return bool(self._fragments)

    def _append(self, data: bytes) -> None:
        """Whole or not at all, whenever a kill comes: the first box's header, without which the rest is nothing to
        a player (see `footlight.wire.fmp4.fragment`), is written last."""
        view = memoryview(data)
        try:
            self._file.seek(self._length + _BOX_HEADER)
            write_all(self._file, self.path, view[_BOX_HEADER:])
            self._file.seek(self._length)
            write_all(self._file, self.path, view[:_BOX_HEADER])
        except FileUnwritableError:
            with suppress(OSError):  # what was written of it is nothing to a player
                os.ftruncate(self._file.fileno(), self._length)
            raise
        self._length += len(data)


def _milliseconds(time: int) -> int:
    """Of microseconds: of the ticks of a track of text."""
    return time * TIMESCALE // 1_000_000
