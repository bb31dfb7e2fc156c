"""The fan-out: the messages of one choice of tracks in one form, built once, written to every viewer of it."""

from collections.abc import Sequence
from typing import Final

from footlight.hub.counters import HubCounters, Lag
from footlight.hub.form import Form, Letter, pieces
from footlight.hub.lagging import Lagging
from footlight.hub.limits import HubLimits
from footlight.hub.log import MessageLog
from footlight.hub.packing import Packer, Parcel
from footlight.hub.preamble import Notice, Preamble, preamble_of
from footlight.hub.ready import SHARD, Ready
from footlight.hub.viewer import Viewer
from footlight.hub.writer import Writer
from footlight.model.clock import Clock
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.wire.control import Control, Skipped

_NOWHERE: Final = -1
"""The position of a viewer that must begin with a group."""
_KEYS_TOGETHER: Final = Micros(250_000)
"""Keyframes of other picture tracks this shortly before the main one's belong to its group."""


class Feed:
    """Every viewer is in one of three places.

    *Ready*: its transport takes all that comes; each message is written to it as it comes, to a crowd
    little by little.
    *Behind*: its transport is full; it has a position in the shared log and goes on from there when the
    transport has room, or from the newest group where it is past the bound.
    *Waiting*: it has room, and waits for the next group to begin.
    """

    def __init__(
        self,
        clock: Clock,
        limits: HubLimits,
        counters: HubCounters,
        form: Form,
        notice: Notice,
        writer: Writer | None,
    ) -> None:
        """``writer`` writes to large crowds; where there is none nobody's message waits for anything."""
        self._clock = clock
        self._counters = counters
        self._form = form
        self._preamble = preamble_of(notice, form)
        self._writer = writer
        self._packer = Packer((), Micros(0))
        self._keys_at: dict[int, int] = {}
        self.log = MessageLog(limits)
        self._ready = Ready(clock, counters, self.log)
        self._behind = Lagging(limits, self.log)
        self._waiting: dict[Viewer, None] = {}

    def __len__(self) -> int:
        return len(self._ready) + len(self._behind) + len(self._waiting)

    # What the stage tells

    def choose(self, tracks: Sequence[Track]) -> None:
        """What this feed carries from now on; the first track of pictures is the main one."""
        self._flush()
        self._packer = Packer(tracks, self._packer.width)
        self._form.choose(tracks)

    @property
    def width(self) -> Micros:
        """For how long packets are gathered."""
        return self._packer.width

    @property
    def interval(self) -> Micros | None:
        """Between pictures, as far as is known."""
        return self._packer.interval

    def gather(self, width: Micros) -> None:
        """Gather packets for so long from now on."""
        self._packer.width = width

    def announce(self, notice: Notice) -> None:
        """Make what is new in ``notice`` known to all, before any packet that comes after it."""
        self._flush()
        before, self._preamble = self._preamble, preamble_of(notice, self._form)
        if self._preamble.news(before):
            self.log.append(b"", self._preamble, self._clock.now())
            self._deliver()
        for viewer in list(self._waiting):
            self._introduce(viewer, self._preamble)

    def end(self, notice: Notice) -> None:
        """The broadcast is over: nobody begins with its media any more; tell ``notice``."""
        self.choose(())
        self.log.end_groups()
        self._keys_at.clear()
        self.announce(notice)

    def tell(self, message: Control) -> None:
        """Write a message that nobody misses: who lags does not get it."""
        told = self._form.control(message)
        if told:
            self.log.append(told, self._preamble, self._clock.now())
            self._deliver()
            for viewer in list(self._waiting):
                self._write(viewer, told)

    def tell_one(self, viewer: Viewer, message: Control) -> None:
        """Write a message to one viewer, whatever else it waits for."""
        told = self._form.control(message)
        if told:
            self._write(viewer, told)

    def publish(self, packet: Packet, now: Micros) -> None:
        """Take in a packet."""
        for parcel in self._packer.add(packet, now):
            self._send(parcel, now)

    # What viewers' connections tell

    def join(self, viewer: Viewer) -> None:
        """Send the current group at once, then what comes; without one, what comes from the next group on."""
        viewer.feed = self
        viewer.group = None
        if self.log.group_start is not None:
            viewer.position = self.log.group_start
            viewer.exempt_until = self.log.end
            self._advance(viewer)
        elif viewer.paused:
            # It was full before it joined, or changed its choice of tracks while it lagged.
            viewer.position = _NOWHERE
            self._behind.add(viewer, self._clock.now())
        else:
            self._wait(viewer)

    def leave(self, viewer: Viewer) -> None:
        """Write nothing to the viewer any more."""
        viewer.feed = None
        self._ready.release(viewer)
        self._behind.remove(viewer)
        self._waiting.pop(viewer, None)

    def pause(self, viewer: Viewer) -> None:
        """The viewer's transport is full; it may say so while it is written to."""
        viewer.paused = True
        if self._ready.release(viewer):
            self._behind.add(viewer, self._clock.now())
        elif viewer in self._waiting:
            del self._waiting[viewer]
            self._behind.add(viewer, self._clock.now())

    def resume(self, viewer: Viewer) -> None:
        """The viewer's transport has room."""
        viewer.paused = False
        if not self._behind.remove(viewer):
            return  # It filled and emptied within one write.
        viewer.position = self.log.media_from(viewer.position)
        if self._behind.is_past_bound(viewer, self._clock.now()):
            self._skip(viewer)
        else:
            self._advance(viewer)

    # What the hub's tick asks

    def tick(self, now: Micros) -> None:
        """Let go of what is old: the rest of a bundle to which nothing comes any more, and messages."""
        parcel = self._packer.overdue(now)
        if parcel is not None:
            self._send(parcel, now)
        self.log.trim(now)

    def stalled(self, now: Micros) -> list[Viewer]:
        """The viewers that took nothing for too long."""
        return self._behind.stalled(now)

    def lag(self) -> Lag:
        """How far viewers are behind right now."""
        return self._behind.lag(self._clock.now())

    def least_lag(self, now: Micros) -> Micros:
        """How far the viewer is behind that is least behind; 0 where one keeps up."""
        return Micros(0) if len(self._ready) or self._waiting else self._behind.least(now)

    # Writing

    def write_some(self) -> bool:
        """Write what is due to some of the ready viewers; False where nothing is due to any."""
        shard = self._ready.farthest_behind()
        if shard is None:
            return False
        if self._behind.is_lost(shard.position, self._clock.now()):
            for viewer in list(shard.writes):
                self._ready.release(viewer)
                self._skip(viewer)
        else:
            self._ready.write(shard)
        return True

    def _deliver(self) -> None:
        """See to it that what was appended to the log is written to the ready viewers."""
        if self._writer is not None and len(self._ready) > SHARD:
            self._writer.call(self)
            return
        while self.write_some():
            pass

    def _flush(self) -> None:
        parcel = self._packer.flush()
        if parcel is not None:
            self._send(parcel, self._clock.now())

    def _send(self, parcel: Parcel, now: Micros) -> None:
        frame = self._form.media(parcel.packets, parcel.opens)
        if not frame:
            return
        for track in parcel.keys:
            self._keys_at[track] = self.log.end
        starts_at = self._group_start(now) if parcel.opens else None
        self.log.append(frame, self._preamble, now, parcel.captured_at, starts_at)
        self._deliver()
        if parcel.opens and self.log.group_start is not None:
            for viewer in list(self._waiting):
                del self._waiting[viewer]
                self._go_to_group(viewer, self.log.group_start)

    def _group_start(self, now: Micros) -> int:
        """From where the group can be decoded that opens now, on all tracks of pictures."""
        log = self.log
        return min(
            (at for at in self._keys_at.values() if log.first <= at < log.end and log.age(at, now) <= _KEYS_TOGETHER),
            default=log.end,
        )

    def _write(self, viewer: Viewer, message: Letter) -> None:
        try:
            for part in pieces(message):
                viewer.write(part)
        except RuntimeError:
            self.leave(viewer)

    def _advance(self, viewer: Viewer) -> None:
        """Write from the viewer's position on until its transport is full or it is ready."""
        log = self.log
        while not viewer.paused and viewer.feed is self:
            viewer.position = log.media_from(viewer.position)
            if viewer.position == log.end:
                self._introduce(viewer, self._preamble)
                viewer.grace_until = None
                if viewer.feed is self and not viewer.paused:
                    self._ready.seat(viewer, self._preamble)
                    return
                break
            entry = log[viewer.position]
            self._introduce(viewer, entry.preamble)
            self._write(viewer, entry.frame)
            backlog = viewer.position < viewer.exempt_until
            viewer.position += 1
            viewer.group = entry.group
            # The age of a join's backlog says nothing of delivery.
            at = None if backlog else entry.captured_at
            self._counters.sent(1, len(entry.frame), None if at is None else Micros(self._clock.now() - at))
        if viewer.feed is self:
            self._behind.add(viewer, self._clock.now())

    def _introduce(self, viewer: Viewer, preamble: Preamble) -> None:
        if preamble is viewer.preamble:
            return
        seen, viewer.preamble = viewer.preamble, preamble
        for message in preamble.news(seen):
            self._write(viewer, message)

    # Lagging

    def _skip(self, viewer: Viewer) -> None:
        newest = self.log.group_start
        if newest is not None and newest > viewer.position:
            self._go_to_group(viewer, newest)
        else:
            self._wait(viewer)

    def _wait(self, viewer: Viewer) -> None:
        viewer.position = _NOWHERE
        self._waiting[viewer] = None
        self._introduce(viewer, self._preamble)

    def _go_to_group(self, viewer: Viewer, start: int) -> None:
        log = self.log
        if viewer.group is not None:
            first_lost = log[viewer.position].group if viewer.position >= log.first else viewer.group
            self._tell_skipped(viewer, log.group - first_lost)
        viewer.grace_until = None
        viewer.position = start
        self._advance(viewer)

    def _tell_skipped(self, viewer: Viewer, groups: int) -> None:
        viewer.skipped += groups
        self._counters.skipped_groups += groups
        self.tell_one(viewer, Skipped(viewer.skipped))
