"""Coded packets as they are: out of one broadcast, and into another, without coding anything."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from footlight.cable.inbox import Inbox
from footlight.cable.stats import UpstreamStats
from footlight.client.events import Connected, Lost, PacketsReceived, TracksChanged
from footlight.client.sending.lane import MAX_GENERATION
from footlight.client.sending.uplink import OpenUplink
from footlight.errors import FootlightError, LimitReachedError
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros, seconds
from footlight.wire.control import MAX_TRACKS

MOST_WAITING: Final = 1_000
"""Packets that wait for a program, or for the event loop."""


@dataclass(frozen=True, slots=True)
class CodedPacket:
    """One coded picture or run of sound."""

    track: Track
    """What a decoder must know; another one than before means other parameters from here on."""
    packet: Packet
    """Its ``captured_at`` is in this machine's clock."""


@dataclass(slots=True)
class _Line:
    """One track on its way out."""

    told: Track
    """As the program gave it."""
    sent: Track
    """As it is told on: generations count here anew."""
    shift: int = 0
    """Ticks that its times are moved by, where another broadcast goes on in its place."""
    group: int = -1
    sequence: int = 0
    last: Packet | None = None
    """As the program gave it; None where a keyframe must come next."""
    newest: Packet | None = None
    """As it was sent last."""


class Renumbering:
    """Makes one broadcast of what a program passes on, whatever gaps and new beginnings are in it."""

    def __init__(self) -> None:
        self._lines: dict[int, _Line] = {}
        self.dropped = 0
        """Packets that nobody could decode, as those before them are missing."""
        self.broken_off = 0
        """How often a track had to wait for a keyframe."""

    @property
    def tracks(self) -> list[Track]:
        return [self._lines[id].sent for id in sorted(self._lines)]

    def take(self, coded: CodedPacket) -> tuple[Packet | None, bool]:
        """The packet to send, if any, and whether the tracks must be told anew before it.

        Raises:
            LimitReachedError: more tracks than a broadcast can have.
        """
        packet = coded.packet
        line = self._lines.get(packet.track)
        follows = line is not None and _follows(line, coded)
        if not packet.keyframe and not follows:
            self.dropped += 1
            if line is not None and line.last is not None:
                line.last = None
                self.broken_off += 1
            return None, False
        new = line is None
        if line is None:
            if len(self._lines) >= MAX_TRACKS:
                raise LimitReachedError(f"a broadcast has at most {MAX_TRACKS} tracks")
            line = self._lines[packet.track] = _Line(coded.track, replace(coded.track, generation=0))
        elif coded.track != line.told or _begins_anew(line, packet):
            new = True
            self._begin_anew(line, coded)
        line.last = packet
        line.group, line.sequence = (line.group + 1, 0) if packet.keyframe else (line.group, line.sequence + 1)
        line.newest = replace(
            packet,
            generation=line.sent.generation,
            group=line.group,
            sequence=line.sequence,
            pts=packet.pts + line.shift,
            dts=packet.dts + line.shift,
        )
        return line.newest, new

    def _begin_anew(self, line: _Line, coded: CodedPacket) -> None:
        packet, before = coded.packet, line.newest
        if before is not None and _begins_anew(line, packet):
            passed = (packet.captured_at - before.captured_at) * coded.track.timescale // 1_000_000
            line.shift = before.dts + max(1, passed) - packet.dts
        line.told = coded.track
        line.sent = replace(coded.track, generation=(line.sent.generation + 1) % (MAX_GENERATION + 1))


def _follows(line: _Line, coded: CodedPacket) -> bool:
    last, packet = line.last, coded.packet
    return (
        last is not None
        and coded.track == line.told
        and (packet.group, packet.sequence) == (last.group, last.sequence + 1)
    )


def _begins_anew(line: _Line, packet: Packet) -> bool:
    """Groups count upwards, but in another broadcast."""
    before = line.newest
    return before is not None and packet.dts + line.shift <= before.dts


class Passing:
    """From a program to an uplink; belongs to the event loop of `run`."""

    def __init__(
        self,
        open_uplink: OpenUplink,
        inbox: Inbox[CodedPacket],
        loop: asyncio.AbstractEventLoop,
        on_keyframe: Callable[[], object] | None = None,
    ) -> None:
        """Send what is put into ``inbox``, until it is closed.

        Args:
            on_keyframe: called on the loop when a keyframe is wanted on all tracks; what it raises ends `run`.
        """
        self._uplink = open_uplink(on_keyframe=self._ask, on_event=self._heard)
        self._on_keyframe = on_keyframe
        self._loop = loop
        self._numbers = Renumbering()
        self._inbox = inbox
        self._inbox.on_put = lambda: loop.call_soon_threadsafe(self._look)
        self._live = False
        self._ended: asyncio.Future[None] = loop.create_future()
        self._taken = 0
        self._sent = 0

    @property
    def stats(self) -> UpstreamStats:
        """How it goes."""
        counters = self._uplink.counters
        return UpstreamStats(
            frames=self._taken + self._inbox.dropped,
            sent=self._sent,
            dropped=self._inbox.dropped + self._numbers.dropped + sum(self._uplink.dropped.values()),
            sent_bytes=counters.sent_bytes,
            viewers=counters.viewers,
            latency=seconds(counters.latency) if counters.latency is not None else None,
        )

    async def run(self) -> None:
        """Send until the inbox is closed.

        Raises:
            FootlightError: as of `Uplink.run`.
        """
        publishing = asyncio.create_task(self._uplink.run(), name="footlight-publish")
        try:
            await asyncio.wait({publishing, self._ended}, return_when=asyncio.FIRST_COMPLETED)
            if publishing.done():
                publishing.result()
            self._ended.result()
            await self._uplink.drain()
        finally:
            publishing.cancel()
            with suppress(asyncio.CancelledError, FootlightError):  # an error of it was raised above
                await publishing

    def _heard(self, event: Connected | Lost) -> None:
        self._live = self._live or isinstance(event, Connected)
        if self._live:
            self._loop.call_soon(self._look)

    def _look(self) -> None:
        if not self._live or self._ended.done():
            return
        broken_off = self._numbers.broken_off
        try:
            while (coded := self._inbox.take()) is not None:
                self._taken += 1
                packet, new = self._numbers.take(coded)
                if new:
                    self._uplink.set_tracks(self._numbers.tracks)
                if packet is not None:
                    self._uplink.send(packet)
                    self._sent += 1
        except LimitReachedError as error:
            self._end(error)
        except FootlightError:  # closed, and empty
            self._ended.set_result(None)
            return
        if self._numbers.broken_off > broken_off:
            self._ask()

    def _ask(self) -> None:
        if self._on_keyframe is None:
            return
        try:
            self._on_keyframe()
        except Exception as error:  # the program's own; who asked, a viewer's connection, has no part in it
            self._end(error)

    def _end(self, error: Exception) -> None:
        if not self._ended.done():
            self._ended.set_exception(error)


class Arrivals:
    """What comes of a broadcast, for a program that takes packets; belongs to one event loop."""

    def __init__(self) -> None:
        self.packets: Inbox[CodedPacket] = Inbox(MOST_WAITING)
        self._tracks: dict[int, Track] = {}

    def described(self, change: TracksChanged) -> None:
        """The tracks of the packets that follow."""
        self._tracks = {track.id: track for track in change.tracks}

    def arrived(self, received: PacketsReceived, offset: Micros) -> None:
        """Packets; ``offset`` is how far the clock of their capture times is ahead of ours."""
        for coded in self._described(received.packets, offset):
            self.packets.put(coded)

    def _described(self, packets: Iterable[Packet], offset: Micros) -> Iterable[CodedPacket]:
        for packet in packets:
            track = self._tracks.get(packet.track)
            if track is not None and track.generation == packet.generation:
                at = Micros(packet.captured_at - offset)
                # Programs keep them and hand them to other processes, which a view of what was received bears neither.
                yield CodedPacket(track, replace(packet, captured_at=at, payload=bytes(packet.payload)))
