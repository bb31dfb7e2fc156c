"""Whether a publisher's packets come in the order that footlight.1 promises to viewers."""

from collections.abc import Sequence
from typing import Final

from footlight.errors import ProtocolViolationError
from footlight.model.packet import Packet
from footlight.model.track import Track

_NO_GROUP: Final = -1
_NEEDS_GROUP: Final = -1


class _Line:
    """Where one track's packets are."""

    __slots__ = ("generation", "group", "sequence")

    def __init__(self, generation: int) -> None:
        self.generation = generation
        self.group = _NO_GROUP
        self.sequence = _NEEDS_GROUP
        """Of the last packet; `_NEEDS_GROUP` where the next one must open a group."""


class PacketOrder:
    """Checks every packet of one broadcast, across reconnects of its publisher."""

    def __init__(self) -> None:
        self._declared: dict[int, _Line] = {}
        self._all: dict[int, _Line] = {}

    def declare(self, tracks: Sequence[Track]) -> None:
        """Take over the list of tracks; a new generation must begin with a group.

        Raises:
            ProtocolViolationError: a generation goes backwards.
        """
        for track in tracks:
            known = self._all.get(track.id)
            if known is not None and track.generation < known.generation:
                raise ProtocolViolationError(
                    f"track {track.id} goes back from generation {known.generation} to {track.generation}"
                )
        declared = {}
        for track in tracks:
            line = self._all.setdefault(track.id, _Line(track.generation))
            if line.generation != track.generation:
                line.generation, line.sequence = track.generation, _NEEDS_GROUP
            declared[track.id] = line
        self._declared = declared

    def interrupt(self) -> None:
        """The publisher was away: every track goes on with a new group."""
        for line in self._all.values():
            line.sequence = _NEEDS_GROUP

    def admit(self, packet: Packet) -> bool:
        """Check a packet; False for one of a generation that is over, which is to be left out.

        Raises:
            ProtocolViolationError: its track or generation was not declared, its group goes backwards
                or does not open with a keyframe, or a packet is missing within the group.
        """
        line = self._declared.get(packet.track)
        if line is None:
            raise ProtocolViolationError(f"a packet of track {packet.track}, which no tracks message declared")
        if packet.generation != line.generation:
            if packet.generation < line.generation:
                return False
            raise ProtocolViolationError(
                f"a packet of track {packet.track}, generation {packet.generation}, which no tracks message declared"
            )
        if packet.sequence == 0 and packet.group > line.group:
            if not packet.keyframe:
                raise ProtocolViolationError(
                    f"group {packet.group} of track {packet.track} does not open with a keyframe"
                )
        elif packet.group != line.group or line.sequence == _NEEDS_GROUP or packet.sequence != line.sequence + 1:
            raise ProtocolViolationError(
                f"packet {packet.sequence} of group {packet.group} of track {packet.track} is out of order:"
                f" the last was {line.sequence} of group {line.group}"
            )
        line.group, line.sequence = packet.group, packet.sequence
        return True
