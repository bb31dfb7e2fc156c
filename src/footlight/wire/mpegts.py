"""Packets into an MPEG transport stream (ISO/IEC 13818-1), which nearly every player reads; nothing is coded again."""

from collections.abc import Sequence
from typing import Final

from footlight.errors import CodecUnsupportedError, ProtocolViolationError
from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.wire.pes import CLOCK_HZ, TsLine, adaptation_field, pes_packet, section_payload
from footlight.wire.psi import PAT_PID, PMT_PID, program_association, program_map
from footlight.wire.tsstream import TsStream, ts_stream

_TABLES_EVERY: Final = Micros(100_000)
_AHEAD: Final = CLOCK_HZ // 10
"""How far times are ahead of the clock that travels with them. Sound rides with later pictures, and what
comes must not be late by the clock."""
_TOO_FAR: Final = CLOCK_HZ // 2
"""Times that step this much farther than the clock did by which pictures were taken, and any that step back, jump:
players are told to begin their clocks anew. A gap is no jump, as time went on in it."""
_VERSIONS: Final = 32


class TsMuxer:
    """Turns the packets of a broadcast into pieces of one endless stream.

    A piece with a keyframe of pictures begins with the tables, so that a player can begin there.
    """

    def __init__(self) -> None:
        self._streams: dict[int, TsStream] = {}
        self._lines: dict[int, TsLine] = {}
        self._tables: tuple[bytes, bytes] | None = None
        self._version = -1
        self._clock_track: int | None = None
        self._clock: tuple[int, Micros] | None = None
        """The newest time of the clock, and when its packet was captured."""
        self._tables_at: Micros | None = None

    def choose(self, tracks: Sequence[Track]) -> None:
        """The tracks of the packets that follow; those that cannot be carried are left out."""
        streams = [stream for stream in map(_possible, tracks) if stream is not None]
        self._streams = {stream.track.id: stream for stream in streams}
        self._tables = self._clock_track = self._tables_at = None
        if streams:
            self._version = (self._version + 1) % _VERSIONS
            clock = next((stream for stream in streams if stream.track.kind == "video"), streams[0])
            self._clock_track = clock.track.id
            entries = [stream.entry for stream in streams]
            self._tables = (
                section_payload(program_association()),
                section_payload(program_map(entries, clock.entry.pid, self._version)),
            )

    def mux(self, packets: Sequence[Packet]) -> bytes:
        """Whole packets of 188 bytes; none where no packet is of a track that can be carried.

        A packet that is malformed, or encrypted, is left out: nobody who plays this could do anything with it.
        """
        pieces = [piece for piece in map(self._piece, packets) if piece]
        if not pieces or self._tables is None:
            return b""
        if self._tables_due(packets):
            self._tables_at = packets[-1].captured_at
            association, program = self._tables
            pieces[:0] = (
                self._line(PAT_PID).packets(association),
                self._line(PMT_PID).packets(program),
            )
        return b"".join(pieces)

    def _tables_due(self, packets: Sequence[Packet]) -> bool:
        before = self._tables_at
        if before is None or abs(packets[-1].captured_at - before) >= _TABLES_EVERY:
            return True
        return any(each.keyframe and self._is_picture(each) for each in packets)

    def _is_picture(self, packet: Packet) -> bool:
        stream = self._streams.get(packet.track)
        return stream is not None and stream.track.kind == "video"

    def _piece(self, packet: Packet) -> bytes:
        """One packet of the broadcast."""
        stream = self._streams.get(packet.track)
        if stream is None or packet.flags & PacketFlags.ENCRYPTED:
            return b""
        try:
            unit = stream.access_unit(packet)
        except ProtocolViolationError:
            return b""
        scale = stream.track.timescale
        pts, dts = packet.pts * CLOCK_HZ // scale, packet.dts * CLOCK_HZ // scale
        clock = dts if packet.track == self._clock_track else None
        jump = clock is not None and self._jumps(clock, packet.captured_at)
        begins = packet.keyframe and stream.track.kind == "video"
        field = adaptation_field(random_access=begins, discontinuity=jump, pcr=clock)
        return self._line(stream.entry.pid).packets(
            pes_packet(stream.stream_id, pts + _AHEAD, dts + _AHEAD, unit), field
        )

    def _jumps(self, clock: int, captured_at: Micros) -> bool:
        before, self._clock = self._clock, (clock, captured_at)
        if before is None:
            return False
        step, elapsed = clock - before[0], round((captured_at - before[1]) * CLOCK_HZ / 1_000_000)
        return step < 0 or step - elapsed > _TOO_FAR

    def _line(self, pid: int) -> TsLine:
        line = self._lines.get(pid)
        if line is None:
            line = self._lines[pid] = TsLine(pid)
        return line


def _possible(track: Track) -> TsStream | None:
    try:
        return ts_stream(track)
    except (CodecUnsupportedError, ProtocolViolationError):
        return None
