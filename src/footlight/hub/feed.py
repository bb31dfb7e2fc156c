"""The fan-out: the messages of one choice of tracks in one form, built once, written to every viewer of it."""

from collections.abc import Callable, Sequence
from typing import Final

from footlight.hub.counters import HubCounters, Lag
from footlight.hub.form import Form
from footlight.hub.limits import HubLimits
from footlight.hub.log import MessageLog
from footlight.hub.packing import Packer, Parcel
from footlight.hub.preamble import Notice, Preamble, preamble_of
from footlight.hub.viewer import Viewer
from footlight.model.clock import Clock
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.wire.control import Control, Skipped

_GRACE: Final = Micros(150_000)
"""How long a viewer past the bound may try to catch up where there is no newer group to skip to."""
_NOWHERE: Final = -1
"""The position of a viewer that must begin with a group."""
_KEYS_TOGETHER: Final = Micros(250_000)
"""Keyframes of other picture tracks this shortly before the main one's belong to its group."""


class Feed:
    """Every viewer is in one of three places.

    *Ready*: its transport takes all that comes; each message is written to it as it comes.
    *Behind*: its transport is full; it has a position in the shared log and goes on from there when the
    transport has room, or from the newest group where it is past the bound.
    *Waiting*: it has room, and waits for the next group to begin.
    """

    def __init__(self, clock: Clock, limits: HubLimits, counters: HubCounters, form: Form, notice: Notice) -> None:
        self._clock = clock
        self._limits = limits
        self._counters = counters
        self._form = form
        self._preamble = preamble_of(notice, form)
        self._packer = Packer(())
        self._keys_at: dict[int, int] = {}
        self._ready: dict[Viewer, Callable[[bytes], None]] = {}
        self._behind: dict[Viewer, None] = {}
        self._waiting: dict[Viewer, None] = {}
        self.log = MessageLog(limits)

    def __len__(self) -> int:
        return len(self._ready) + len(self._behind) + len(self._waiting)

    # What the stage tells

    def choose(self, tracks: Sequence[Track]) -> None:
        """What this feed carries from now on; the first track of pictures is the main one."""
        self._flush()
        self._packer = Packer(tracks)
        self._form.choose(tracks)

    def announce(self, notice: Notice) -> None:
        """Make what is new in ``notice`` known to all, before any packet that comes after it."""
        self._flush()
        before, self._preamble = self._preamble, preamble_of(notice, self._form)
        for message in self._preamble.news(before):
            self._spread(message)
        for viewer in list(self._waiting):
            self._introduce(viewer, self._preamble)

    def end(self, notice: Notice) -> None:
        """The broadcast is over: forget its media, and tell ``notice``."""
        self.choose(())
        self.log.clear()
        self._keys_at.clear()
        self.announce(notice)

    def tell(self, message: Control) -> None:
        """Write a message that nobody misses: who lags does not get it."""
        told = self._form.control(message)
        if told:
            self._spread(told)
            for viewer in list(self._waiting):
                self._write(viewer, told)

    def tell_one(self, viewer: Viewer, message: Control) -> None:
        """Write a message to one viewer, whatever else it waits for."""
        told = self._form.control(message)
        if told:
            self._write(viewer, told)

    def publish(self, packet: Packet, now: Micros) -> None:
        """Take in a packet."""
        parcel = self._packer.add(packet, now)
        if parcel is not None:
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
            self._note_behind(viewer)
        else:
            self._wait(viewer)

    def leave(self, viewer: Viewer) -> None:
        """Write nothing to the viewer any more."""
        viewer.feed = None
        if viewer in self._ready:
            viewer.preamble = self._preamble
        for place in (self._ready, self._behind, self._waiting):
            place.pop(viewer, None)

    def pause(self, viewer: Viewer) -> None:
        """The viewer's transport is full; it may say so while it is written to."""
        viewer.paused = True
        if viewer in self._ready:
            del self._ready[viewer]
            # It got, or is just getting, everything up to now.
            viewer.position = self.log.end
            viewer.preamble = self._preamble
            viewer.group = self.log.group
            self._note_behind(viewer)
        elif viewer in self._waiting:
            del self._waiting[viewer]
            self._note_behind(viewer)

    def resume(self, viewer: Viewer) -> None:
        """The viewer's transport has room."""
        viewer.paused = False
        if viewer not in self._behind:
            return  # It filled and emptied within one write.
        del self._behind[viewer]
        if self._is_past_bound(viewer, self._clock.now()):
            self._skip(viewer)
        else:
            self._advance(viewer)

    # What the hub's tick asks

    def stalled(self, now: Micros) -> list[Viewer]:
        """The viewers that took nothing for too long."""
        stalled = []
        for viewer in self._behind:
            unsent = viewer.outlet.unsent()
            if unsent < viewer.unsent:
                viewer.progress_at = now
            viewer.unsent = unsent
            if now - viewer.progress_at > self._limits.stall:
                stalled.append(viewer)
        return stalled

    def lag(self) -> Lag:
        """How far viewers are behind right now."""
        now = self._clock.now()
        total = Lag()
        for viewer in self._behind:
            total += Lag(1, self.log.bytes_from(viewer.position), self.log.age(viewer.position, now))
        return total

    # Writing

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
        written = self._spread(frame)
        self._count(written, len(frame), parcel.captured_at)
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

    def _spread(self, frame: bytes) -> int:
        """Write ``frame`` to every viewer that is ready: the hot path. Returns to how many."""
        # A copy, as writing moves viewers whose transports fill to another place; of the bare functions, as
        # to look into thousands of viewers costs a cache miss each.
        writes = list(self._ready.values())
        todo = iter(writes)
        while True:
            try:
                for write in todo:
                    write(frame)
                return len(writes)
            except RuntimeError:
                # A transport that closed before its loss was told: the other viewers must not notice.
                for viewer in [viewer for viewer in self._ready if viewer.write is write]:
                    self.leave(viewer)

    def _write(self, viewer: Viewer, frame: bytes) -> None:
        try:
            viewer.write(frame)
        except RuntimeError:
            self.leave(viewer)

    def _advance(self, viewer: Viewer) -> None:
        """Write from the viewer's position on until its transport is full or it is ready."""
        log = self.log
        while not viewer.paused and viewer.feed is self:
            if viewer.position == log.end:
                self._introduce(viewer, self._preamble)
                viewer.grace_until = None
                if viewer.feed is self and not viewer.paused:
                    self._ready[viewer] = viewer.write
                    return
                break
            entry = log[viewer.position]
            self._introduce(viewer, entry.preamble)
            self._write(viewer, entry.frame)
            backlog = viewer.position < viewer.exempt_until
            viewer.position += 1
            viewer.group = entry.group
            self._count(1, len(entry.frame), None if backlog else entry.captured_at)
        if viewer.feed is self:
            self._note_behind(viewer)

    def _introduce(self, viewer: Viewer, preamble: Preamble) -> None:
        if preamble is viewer.preamble:
            return
        seen, viewer.preamble = viewer.preamble, preamble
        for message in preamble.news(seen):
            self._write(viewer, message)

    def _count(self, viewers: int, size: int, captured_at: Micros | None) -> None:
        """Count a message; ``captured_at`` is None for a join's backlog, whose age says nothing of delivery."""
        counters = self._counters
        counters.messages_out += viewers
        counters.bytes_out += viewers * size
        if viewers and captured_at is not None:
            counters.latency.observe(Micros(self._clock.now() - captured_at), viewers)

    # Lagging

    def _note_behind(self, viewer: Viewer) -> None:
        viewer.progress_at = self._clock.now()
        viewer.unsent = viewer.outlet.unsent()
        self._behind[viewer] = None

    def _is_past_bound(self, viewer: Viewer, now: Micros) -> bool:
        log = self.log
        if viewer.position < log.first:
            return True
        newer = log.group_start is not None and log.group_start > viewer.position
        # Part of the bound is spent where it cannot be seen from here: in the network and in the viewer's
        # own buffers. Where there is a newer group only what is late already is lost, so that is soon enough.
        share = 0.5 if newer else 0.75
        age, size = log.age(viewer.position, now), log.bytes_from(viewer.position)
        if age <= self._limits.lag * share and size <= self._limits.lag_bytes * share:
            viewer.grace_until = None
            return False
        if newer:
            return True
        if viewer.position < viewer.exempt_until:
            return False
        # There is no newer group: most often the network hung for a moment, and the rest comes in no time.
        if viewer.grace_until is None:
            viewer.grace_until = Micros(now + _GRACE)
        return now > viewer.grace_until

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
