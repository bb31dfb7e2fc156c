"""Packets into fragmented MP4 files without coding again: playable after a kill, up to the last fragment."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from footlight.client.events import PacketsReceived, TracksChanged
from footlight.client.recording.film import Film
from footlight.client.recording.gap import Gap, Hole, Why, strongest
from footlight.client.recording.keptlane import KeptLane, micros_of
from footlight.client.recording.newfile import new_file
from footlight.errors import OptionInvalidError
from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Track
from footlight.model.units import Micros, seconds

_FRAGMENT: Final = Micros(1_000_000)
"""The longest a fragment lasts, and so the most that a kill can cost."""

_JUST_BEFORE: Final = Micros(500_000)
"""How long before the main picture's keyframe with which a file begins another track's group may open and still be
kept in it."""

_MOST_HELD: Final = 1_000
"""Packets of a track that wait for the main picture."""

SHORTEST: Final = Micros(10_000_000)
"""Of the times after which a new file begins."""

_NOTHING: Final = Micros(5_000)
"""What is missing for less is no hole: times are rounded."""


def check_every(every: Micros) -> None:
    """Refuse files that are too short to be of use.

    Raises:
        OptionInvalidError: they are.
    """
    if every < SHORTEST:
        raise OptionInvalidError(
            f"a new file every {seconds(every):g} seconds is too often: let each last {seconds(SHORTEST):g} or more"
        )


class Recorder:
    """Writes what a viewer receives, or a sender sends; belongs to one thread, for it waits for the disk.

    A file begins at a keyframe of the main picture. A connection that was lost and made again, and a
    broadcast that ended and began anew, go on in the same file, the time between them kept and told as a gap. Where
    the tracks or their descriptions change, and where the time has come, a new file begins: ``name-2.mp4``,
    ``name-3.mp4``. No packet is in two of them, and none is lost between them.
    """

    def __init__(self, path: Path, every: Micros | None = None) -> None:
        """Make the first file at once, so that a wrong path is told before anything is received.

        Args:
            every: how long a file lasts; the next begins at the first keyframe of the main picture after that.

        Raises:
            FileUnwritableError: the file cannot be made.
        """
        self._wanted = path
        self._every = every
        self.paths: list[Path] = []
        """The files made so far."""
        self.gaps: list[Gap] = []
        """What is missing in what was written so far."""
        self._films: list[Film] = []
        self._film = self._open_film()
        self._tracks: tuple[Track, ...] = ()
        self._lanes: dict[int, KeptLane] = {}
        self._main: int | None = None
        self._broadcast: str | None = None
        self._waiting = True
        """For the keyframe of the main picture with which the file, or the broadcast in it, begins."""
        self._turned_at = Micros(0)
        """When the newest file began, in the recording's time."""
        self._zero: Micros | None = None
        """The broadcast's time that is time 0 of the recording."""
        self._began_at: Micros | None = None
        """The capture time that is time 0 of the recording."""
        self._held: dict[int, list[Packet]] = {}

    def tracks(self, change: TracksChanged) -> None:
        """Go on with these tracks: in the same file where they are the same.

        Raises:
            FileUnwritableError: the disk is full, or a new file cannot be made.
            CodecUnsupportedError: a codec that MP4 cannot hold.
        """
        same = _shape(change.tracks) == _shape(self._tracks)
        goes_on = change.broadcast == self._broadcast
        if same and goes_on:
            for track in change.tracks:
                self._lanes[track.id].track = track
            return
        self._flush()
        if not same:
            self._begin_film(change.tracks)
        before = self._lanes
        self._main = next((track.id for track in (*_pictures(change.tracks), *change.tracks)), None)
        self._lanes = {track.id: self._lane(track, before.get(track.id), goes_on) for track in change.tracks}
        self._held = {}
        self._waiting = True
        if not goes_on:
            self._zero = None
            if self._broadcast is not None:
                self.interrupted("broadcast ended")
        self._place_lanes()
        self._tracks = change.tracks
        self._broadcast = change.broadcast

    def packets(self, received: PacketsReceived) -> None:
        """Keep packets; what came before, and what cannot be decoded, is passed over.

        Raises:
            FileUnwritableError: the disk is full, or a new file cannot be made.
        """
        for packet in received.packets:
            lane = self._lanes.get(packet.track)
            if lane is not None:
                self._take(lane, packet)

    def interrupted(self, why: Why) -> None:
        """Packets may be missing from here on; those that come tell whether they are."""
        for lane in self._lanes.values():
            lane.told = strongest(lane.told, why)

    def close(self) -> None:
        """Write what is at hand, and close; a file in which nothing came is removed.

        Raises:
            FileUnwritableError: the disk is full.
        """
        try:
            self._flush()
        finally:
            for film in tuple(self._films):
                self._close_film(film)

    def _lane(self, track: Track, before: KeptLane | None, goes_on: bool) -> KeptLane:
        """A track in place of another, of the same broadcast or of the next."""
        lane = KeptLane(track, self._film)
        if before is None or before.track.kind != track.kind:
            return lane
        lane.until, lane.told = before.until, before.told
        if goes_on:
            lane.newest, lane.after = before.newest, before.after
        if before.track.timescale == track.timescale:
            lane.end = before.end
        if track.id == self._main or _header(track) == _header(before.track):
            lane.film = before.film  # till it turns
        return lane

    def _take(self, lane: KeptLane, packet: Packet) -> None:
        if packet.generation != lane.track.generation or (packet.group, packet.sequence) <= lane.newest:
            return
        if self._waiting:
            if packet.track == self._main and packet.keyframe:
                beside = self._begin(packet)
                self._keep(lane, packet, lane.at(packet))
                for other in beside:
                    self._take(self._lanes[other.track], other)
                return
            if lane.film is self._film or self._zero is None:
                self._hold(packet)
                return
        if not packet.keyframe and lane.after != (packet.group, packet.sequence - 1):
            lane.after = None
            return
        at = lane.at(packet)
        if packet.dts - lane.origin > lane.end and at >= (lane.film.zero or 0):
            self._keep(lane, packet, at)

    def _keep(self, lane: KeptLane, packet: Packet, at: Micros) -> None:
        begins = packet.track == self._main and packet.keyframe
        is_due = begins and self._every is not None and at - self._turned_at >= self._every
        turns = is_due or (lane.film is not self._film and self._turns(lane, packet, at))
        if not (begins and turns):  # else what waits may belong into the new file
            self._flush_due(at, group_of=lane.film if begins and lane.track.kind == "video" else None)
        if lane.until is not None and lane.lacks(packet) and at - lane.until > _NOTHING:
            left_out: Why | None = "left out" if packet.flags & PacketFlags.DISCONTINUITY else None
            lane.film.lack(Hole(lane.until, at, strongest(lane.told, left_out), (lane.track.name,)))
        if is_due:
            self._begin_film(self._tracks)
            self._turned_at = at
        if turns:
            self._turn(lane)
            if begins:
                self._bring_along(at)
        lane.keep(packet)
        lane.film.add(lane.track, lane.origin, packet)

    def _turns(self, lane: KeptLane, packet: Packet, at: Micros) -> bool:
        """Whether the packet is to go into the newest file, as the first of its track."""
        if self._waiting or not packet.keyframe:
            return False
        if packet.track == self._main:
            return True
        early = 0 if lane.track.kind == "audio" else _JUST_BEFORE
        return at >= max(self._turned_at - early, self._film.zero or 0)

    def _turn(self, lane: KeptLane) -> None:
        """The track goes on in the newest file; an old one that no track needs any more is over."""
        lane.film = self._film
        used = {id(film) for film in (self._film, *(lane.film for lane in self._lanes.values()))}
        for film in tuple(self._films):
            if id(film) not in used:
                self.gaps += film.flush()
                self._close_film(film)

    def _bring_along(self, at: Micros) -> None:
        """What waits for the old file, and belongs with the main picture that begins the new one."""
        for lane in self._lanes.values():
            if lane.film is self._film:
                continue
            since = at if lane.track.kind == "audio" else Micros(at - _JUST_BEFORE)
            packets = lane.film.give_back(lane.track.id, since)
            for packet in packets:
                self._film.add(lane.track, lane.origin, packet)
            if packets:
                self._turn(lane)

    def _hold(self, packet: Packet) -> None:
        """Keep a track's current group until the main picture begins: it may be needed from a moment before."""
        held = self._held.setdefault(packet.track, [])
        if packet.keyframe:
            held.clear()
        if packet.keyframe or 0 < len(held) < _MOST_HELD:
            held.append(packet)

    def _begin(self, first: Packet) -> list[Packet]:
        """The main picture is here: begin with it, and with what is returned, groups that open just before it."""
        self._waiting = False
        held, self._held = self._held, {}
        main = self._lanes[first.track]
        start = micros_of(first.pts, main.track.timescale)
        openings = {
            id: micros_of(group[0].pts, self._lanes[id].track.timescale)
            for id, group in held.items()
            if group and id != first.track
        }
        openings = {id: at for id, at in openings.items() if start - at <= _JUST_BEFORE}
        if self._zero is None or first.dts - main.origin <= main.end:  # times that begin anew begin another zero
            self._flush()
            self._zero = self._broadcast_zero(first, start, min([start, *openings.values()]))
            self._place_lanes()
        if self._film.is_empty:
            self._turned_at = Micros(start - self._zero)
        return [packet for id in openings for packet in held[id]]

    def _broadcast_zero(self, first: Packet, start: Micros, opening: Micros) -> Micros:
        """The broadcast's time that is time 0 of the recording.

        By the capture times: what lies between two broadcasts is a gap that keeps its length.
        """
        captured_at = first.captured_at - (start - opening)
        if self._began_at is None:
            self._began_at = Micros(captured_at)
        until = max((lane.until or 0 for lane in self._lanes.values()), default=0)
        return Micros(opening - max(until, captured_at - self._began_at))

    def _place_lanes(self) -> None:
        if self._zero is not None:
            for lane in self._lanes.values():
                lane.origin = self._zero * lane.track.timescale // 1_000_000

    def _open_film(self) -> Film:
        film = Film(*new_file(self._wanted))
        self._films.append(film)
        self.paths.append(film.path)
        return film

    def _begin_film(self, tracks: Sequence[Track]) -> None:
        """Write the header of these tracks: into the file that was made at first, or into another."""
        if self._film.begun:
            self._film = self._open_film()
        self._film.begin(tracks)

    def _close_film(self, film: Film) -> None:
        self._films.remove(film)
        if not film.close():
            self.paths.remove(film.path)

    def _flush_due(self, at: Micros, group_of: Film | None) -> None:
        """Write what has waited for long enough; ``group_of``: where a group of the main picture begins."""
        for film in self._films:
            if film.waits_from is None:
                continue
            waits = at - film.waits_from
            # What comes just before the picture after a gap is told with it.
            if waits >= _FRAGMENT or (film is group_of and not (film.has_holes and waits < _JUST_BEFORE)):
                self.gaps += film.flush()

    def _flush(self) -> None:
        for film in self._films:
            self.gaps += film.flush()


def _pictures(tracks: Sequence[Track]) -> list[Track]:
    return [track for track in tracks if track.kind == "video"]


def _header(track: Track) -> Track:
    """What a file's header says of a track: all but what may change within it."""
    return replace(track, bitrate=0, generation=0, fps=0.0)


def _shape(tracks: Sequence[Track]) -> tuple[Track, ...]:
    return tuple(map(_header, tracks))
