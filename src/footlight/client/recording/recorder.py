"""Packets into fragmented MP4 files without coding again: playable after a kill, up to the last fragment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from footlight.client.events import PacketsReceived, TracksChanged
from footlight.client.recording.newfile import new_file, write_all
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.wire.fmp4 import Run, fragment, init_segment

_FRAGMENT: Final = Micros(1_000_000)
"""The longest a fragment lasts, and so the most that a kill can cost."""

_JUST_BEFORE: Final = Micros(500_000)
"""How long before the main picture's first keyframe another track's group may open and still be kept."""

_MOST_HELD: Final = 1_000
"""Packets of a track that wait for the main picture."""


@dataclass(slots=True)
class _Lane:
    """What is known of one track of the file that is open."""

    track: Track
    origin: int | None = None
    """The track's time that is time 0 of the file; None until the broadcast's start is known."""
    after: tuple[int, int] | None = None
    """Group and sequence of the newest packet kept; None where a keyframe must come first."""
    newest: tuple[int, int] = (-1, -1)
    end: int = -1
    """The newest dts in the file's time."""


class Recorder:
    """Writes what a viewer receives; belongs to one thread, for it waits for the disk.

    A file begins at a keyframe of the main picture. A connection that was lost and made again, and a
    broadcast that ended and began anew, go on in the same file, the time between them kept. Where the
    tracks or their descriptions change, a new file begins: ``name-2.mp4``, ``name-3.mp4``.
    """

    def __init__(self, path: Path) -> None:
        """Make the first file at once, so that a wrong path is told before anything is received.

        Raises:
            FileUnwritableError: the file cannot be made.
        """
        self._wanted = path
        self._path, self._file = new_file(path)
        self.paths = [self._path]
        """The files made so far."""
        self._written: tuple[Track, ...] = ()
        self._lanes: dict[int, _Lane] = {}
        self._main: int | None = None
        self._broadcast: str | None = None
        self._began_at: Micros | None = None
        self._held: dict[int, list[Packet]] = {}
        self._pending: list[Packet] = []
        self._pending_from: Micros | None = None
        self._fragments = 0

    def tracks(self, change: TracksChanged) -> None:
        """Go on with these tracks: in the same file where they are the same.

        Raises:
            FileUnwritableError: the disk is full, or a new file cannot be made.
            CodecUnsupportedError: a codec that MP4 cannot hold.
        """
        same = _shape(change.tracks) == _shape(self._written)
        if same and change.broadcast == self._broadcast:
            for track in change.tracks:
                self._lanes[track.id].track = track
            return
        self._flush()
        if not same:
            self._begin_file(init_segment(change.tracks))
        ends = {id: lane.end for id, lane in self._lanes.items()} if same else {}
        self._lanes = {track.id: _Lane(track, end=ends.get(track.id, -1)) for track in change.tracks}
        self._main = next((track.id for track in (*_pictures(change.tracks), *change.tracks)), None)
        self._held = {}
        self._written = change.tracks
        self._broadcast = change.broadcast

    def packets(self, received: PacketsReceived) -> None:
        """Keep packets; what came before, and what cannot be decoded, is passed over.

        Raises:
            FileUnwritableError: the disk is full.
        """
        for packet in received.packets:
            lane = self._lanes.get(packet.track)
            if lane is not None:
                self._keep(lane, packet)

    def close(self) -> None:
        """Write what is at hand, and close; a file in which nothing came is removed.

        Raises:
            FileUnwritableError: the disk is full.
        """
        try:
            self._flush()
        finally:
            self._file.close()
            if not self._fragments:
                self._path.unlink(missing_ok=True)
                self.paths.remove(self._path)

    def _begin_file(self, header: bytes) -> None:
        """Write the header of these tracks: into the file that was made at first, or into another."""
        if self._written:
            self._file.close()
            self._path, self._file = new_file(self._wanted)
            self.paths.append(self._path)
            self._began_at = None
            self._fragments = 0
        self._write(header)

    def _keep(self, lane: _Lane, packet: Packet) -> None:
        place = (packet.group, packet.sequence)
        if packet.generation != lane.track.generation or place <= lane.newest:
            return
        if lane.origin is None:
            if packet.track != self._main or not packet.keyframe:
                self._hold(packet)
                return
            self._begin(packet)
        if not packet.keyframe and lane.after != (packet.group, packet.sequence - 1):
            lane.after = None
            return
        if lane.origin is None or packet.dts - lane.origin <= lane.end:
            return
        lane.after = lane.newest = place
        lane.end = packet.dts - lane.origin
        at = _micros(lane.end, lane.track.timescale)
        if self._is_over(packet, at):
            self._flush()
        if self._pending_from is None:
            self._pending_from = at
        self._pending.append(packet)

    def _is_over(self, packet: Packet, at: Micros) -> bool:
        """Whether ``packet`` is to begin a new fragment."""
        if self._pending_from is None:
            return False
        picture = packet.track == self._main and self._lanes[packet.track].track.kind == "video"
        return (picture and packet.keyframe) or at - self._pending_from >= _FRAGMENT

    def _hold(self, packet: Packet) -> None:
        """Keep a track's current group until the main picture begins: it may be needed from a moment before."""
        held = self._held.setdefault(packet.track, [])
        if packet.keyframe:
            held.clear()
        if packet.keyframe or 0 < len(held) < _MOST_HELD:
            held.append(packet)

    def _begin(self, first: Packet) -> None:
        """Fix the file's time 0 in each track's times: where the main track's first packet belongs, or a group
        of another track that opens just before it."""
        held, self._held = self._held, {}
        start = _micros(first.pts, self._lanes[first.track].track.timescale)
        openings = [_micros(group[0].pts, self._lanes[id].track.timescale) for id, group in held.items() if group]
        zero = min([start, *(time for time in openings if start - time <= _JUST_BEFORE)])
        captured_at = first.captured_at - (start - zero)
        if self._began_at is None:
            self._began_at = Micros(captured_at)
        # By the capture times: what lies between two broadcasts is a gap that keeps its length.
        zero = Micros(zero - max(0, captured_at - self._began_at))
        for lane in self._lanes.values():
            lane.origin = zero * lane.track.timescale // 1_000_000
        for id, group in held.items():
            for packet in group:
                self._keep(self._lanes[id], packet)

    def _flush(self) -> None:
        if not self._pending:
            return
        self._fragments += 1
        runs = [
            Run(lane.track, [packet for packet in self._pending if packet.track == id], lane.origin or 0)
            for id, lane in self._lanes.items()
        ]
        self._write(fragment(self._fragments, runs))
        self._pending = []
        self._pending_from = None

    def _write(self, data: bytes) -> None:
        write_all(self._file, self._path, data)


def _pictures(tracks: Sequence[Track]) -> list[Track]:
    return [track for track in tracks if track.kind == "video"]


def _shape(tracks: Sequence[Track]) -> tuple[Track, ...]:
    """What a file's header says of its tracks: all but what may change within it."""
    return tuple(replace(track, bitrate=0, generation=0, fps=0.0) for track in tracks)


def _micros(ticks: int, timescale: int) -> Micros:
    return Micros(ticks * 1_000_000 // timescale)
