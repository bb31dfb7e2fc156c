"""The viewers of a feed whose transports take all that comes, and the hot path that writes to them."""

from collections.abc import Callable
from typing import Final

from footlight.hub.counters import HubCounters
from footlight.hub.form import Letter, pieces
from footlight.hub.log import MessageLog
from footlight.hub.preamble import Preamble
from footlight.hub.viewer import Viewer
from footlight.model.clock import Clock
from footlight.model.packet import Payload
from footlight.model.units import Micros

SHARD: Final = 128
"""Viewers that are written to in one go: a few milliseconds, whatever the message."""
_TOGETHER: Final = 256 * 1024
"""A shard that is several messages behind gets up to so many bytes of them at once: cost is per write."""


class Shard:
    """Some of the viewers, all of whom were written the log up to the same position."""

    __slots__ = ("group", "position", "preamble", "writes")

    def __init__(self, position: int, preamble: Preamble, group: int) -> None:
        self.position = position
        self.preamble = preamble
        self.group = group
        self.writes: dict[Viewer, Callable[[Payload], None]] = {}


class Ready:
    """Shards at different positions while a message makes its way through a crowd, at the log's end between."""

    def __init__(self, clock: Clock, counters: HubCounters, log: MessageLog) -> None:
        self._clock = clock
        self._counters = counters
        self._log = log
        self._shards: list[Shard] = []
        self._open: Shard | None = None
        """Where the next viewer is seated, if it is up to date and has room."""
        self._joined: tuple[int, int, bytes] = (0, 0, b"")
        """What was written last where it was several messages: from and up to which position, and the bytes."""

    def __len__(self) -> int:
        return sum(len(shard.writes) for shard in self._shards)

    def seat(self, viewer: Viewer, preamble: Preamble) -> None:
        """Take in a viewer that has got all there is; ``preamble`` is what it knows."""
        shard = self._open
        if shard is None or shard.position != self._log.end or len(shard.writes) >= SHARD:
            shard = self._open = Shard(self._log.end, preamble, self._log.group)
            self._shards.append(shard)
        self._move(viewer, shard)

    def release(self, viewer: Viewer) -> bool:
        """Let go of a viewer, which then knows where it is; False where it is not here."""
        shard = viewer.shard
        if shard is None:
            return False
        # It may be just being written to: what it got, or is getting, is behind the shard's position.
        viewer.position, viewer.preamble, viewer.group = shard.position, shard.preamble, shard.group
        viewer.shard = None
        del shard.writes[viewer]
        if not shard.writes:
            self._drop(shard)
        return True

    def farthest_behind(self) -> Shard | None:
        """A shard to which something is due, if there is one."""
        shard = min(self._shards, key=_position, default=None)
        return shard if shard is not None and shard.position < self._log.end else None

    def write(self, shard: Shard) -> None:
        """Write to one shard what is due to it, or a good part of it."""
        start = shard.position
        end, data = self._due(shard)
        newest = self._log[end - 1]
        shard.position, shard.preamble, shard.group = end, newest.preamble, newest.group
        written = len(shard.writes)
        if data:
            self._write_all(shard, data)
        now = self._clock.now()
        for position in range(start, end):
            entry = self._log[position]
            if entry.captured_at is not None:
                self._counters.sent(written, len(entry.frame), Micros(now - entry.captured_at))
        if shard.writes and end == self._log.end:
            self._settle(shard)

    def _due(self, shard: Shard) -> tuple[int, Letter]:
        """Up to which position to write now, and what."""
        log, start = self._log, shard.position
        if start + 1 == log.end and log[start].preamble is shard.preamble:
            return log.end, log[start].frame
        if self._joined[0] == start and self._joined[1] > start:
            # The shards before this one were as far behind.
            return self._joined[1:]
        parts: list[Payload] = []
        position, size, seen = start, 0, shard.preamble
        while position < log.end and (position == start or size + len(log[position].frame) <= _TOGETHER):
            entry = log[position]
            parts += entry.preamble.news(seen)
            parts += pieces(entry.frame)
            seen = entry.preamble
            size += len(entry.frame)
            position += 1
        self._joined = (start, position, b"".join(parts))
        return self._joined[1:]

    def _write_all(self, shard: Shard, letter: Letter) -> None:
        # A copy, as writing moves viewers whose transports fill to another place; of the bare functions, as
        # to look into thousands of viewers costs a cache miss each.
        todo = iter(list(shard.writes.values()))
        while True:
            try:
                if isinstance(letter, bytes):
                    for write in todo:
                        write(letter)
                else:
                    for write in todo:
                        for part in letter.parts:
                            write(part)
                return
            except RuntimeError:
                # A transport that closed before its loss was told: the other viewers must not notice.
                for viewer in [viewer for viewer in shard.writes if viewer.write is write]:
                    self.release(viewer)
                    viewer.feed = None

    def _settle(self, shard: Shard) -> None:
        """Make one of two shards that are not full."""
        other = self._open
        if other is None or other is shard or other.position != shard.position:
            self._open = shard
        elif len(other.writes) + len(shard.writes) <= SHARD:
            for viewer in list(shard.writes):
                self._move(viewer, other)
            self._drop(shard)
        elif len(shard.writes) < len(other.writes):
            self._open = shard

    def _move(self, viewer: Viewer, shard: Shard) -> None:
        viewer.shard = shard
        shard.writes[viewer] = viewer.write

    def _drop(self, shard: Shard) -> None:
        self._shards.remove(shard)
        if shard is self._open:
            self._open = None


def _position(shard: Shard) -> int:
    return shard.position
