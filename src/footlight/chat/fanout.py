"""Writes each message of a room to everybody in it: built once, in slices where they are many.

As in the hub, whose writer this shares: a crowd is written to some at a time, so that neither the video nor another
room waits for it. Who cannot take more for the moment has a position in the log and goes on from there; who is
behind by more than the log holds is let go, and comes back with the number of the last line that it has.
"""

import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from footlight.errors import FootlightError, ViewerStalledError
from footlight.hub.writer import Writer
from footlight.model.clock import Clock
from footlight.model.units import Micros

SHARD: Final = 128
"""Connections that are written to in one go."""
_LOG_BYTES: Final = 256 * 1024
_LOG_AGE: Final = Micros(30_000_000)
"""How far behind somebody may be."""
MOST_UNSENT: Final = 512 * 1024
"""Bytes of answers that wait for one client: a few pages of history. Who asks for more and reads nothing is let go."""


class Outlet(Protocol):
    """A client's connection, which tells `Seat.pause`, `Seat.resume` and `Seat.leave`."""

    @property
    def write(self) -> Callable[[bytes], None]:
        """Hands a whole message to the transport; it may call `Seat.pause` before it returns."""

    def unsent(self) -> int:
        """Bytes that the transport still holds."""

    def dismiss(self, error: FootlightError) -> None:
        """Say bye with ``error`` and close."""


class Seat:
    """One connection in a room; only `Fanout` writes here."""

    __slots__ = ("outlet", "paused", "position", "shard", "since", "write")

    def __init__(self, outlet: Outlet, position: int) -> None:
        self.outlet = outlet
        self.write = outlet.write
        self.shard: _Shard | None = None
        """Where it is written to, while it takes all that comes."""
        self.position = position
        """Of the next message it gets, while it is in no shard."""
        self.paused = False
        self.since = Micros(0)
        """Since when it is behind."""

    def send(self, frame: bytes) -> None:
        """A message for it alone, at once."""
        if self.outlet.unsent() > MOST_UNSENT:
            self.outlet.dismiss(_too_slow())
            return
        # A transport that closed before its loss was told.
        with contextlib.suppress(RuntimeError):
            self.write(frame)


class _Shard:
    """Some of those who take all that comes, all of whom were written the log up to the same position."""

    __slots__ = ("position", "seats")

    def __init__(self, position: int) -> None:
        self.position = position
        self.seats: dict[Seat, Callable[[bytes], None]] = {}


@dataclass(frozen=True, slots=True)
class _Entry:
    frame: bytes
    at: Micros


class Fanout:
    """The log of a room's messages, and who was written how much of it."""

    def __init__(self, clock: Clock, writer: Writer) -> None:
        self._clock = clock
        self._writer = writer
        self._log: deque[_Entry] = deque()
        self._first = 0
        """The position of the oldest message in the log."""
        self._bytes = 0
        self._shards: list[_Shard] = []
        self._open: _Shard | None = None
        self._behind: dict[Seat, None] = {}

    def __len__(self) -> int:
        return sum(len(shard.seats) for shard in self._shards) + len(self._behind)

    @property
    def lagging(self) -> int:
        """How many are behind."""
        return len(self._behind)

    @property
    def end(self) -> int:
        """The position of the next message."""
        return self._first + len(self._log)

    def join(self, outlet: Outlet) -> Seat:
        """A connection for which all counts that is told from now on; it is written nothing before `begin`."""
        return Seat(outlet, self.end)

    def begin(self, seat: Seat) -> None:
        """Write it what it has waited for."""
        self._catch_up(seat)

    def leave(self, seat: Seat) -> None:
        """Nothing is written to it any more. Harmless when repeated."""
        self._release(seat)
        self._behind.pop(seat, None)

    def tell(self, frame: bytes) -> None:
        """A message for everybody."""
        now = self._clock.now()
        self._log.append(_Entry(frame, now))
        self._bytes += len(frame)
        if sum(len(shard.seats) for shard in self._shards) > SHARD:
            self._writer.call(self, patient=True)
        else:
            self._writer.at_once(self)
        self._trim(now)

    def pause(self, seat: Seat) -> None:
        """Its transport is full; it may be told while it is written to."""
        if not seat.paused:
            seat.paused = True
            if self._release(seat):
                self._wait(seat)

    def resume(self, seat: Seat) -> None:
        """Its transport has room again."""
        if not seat.paused:
            return
        seat.paused = False
        if seat in self._behind:
            del self._behind[seat]
            self._catch_up(seat)

    def write_some(self) -> bool:
        """Write what is due to some; False where nothing is due."""
        shard = min(self._shards, key=lambda one: one.position, default=None)
        if shard is None or shard.position == self.end:
            return False
        start, shard.position = shard.position, self.end
        due = [self._log[at - self._first].frame for at in range(start, self.end)]
        data = due[0] if len(due) == 1 else b"".join(due)
        # A copy: writing moves those whose transports fill to another place.
        for seat, write in list(shard.seats.items()):
            try:
                write(data)
            except RuntimeError:
                # A transport that closed before its loss was told: the others must not notice.
                self._release(seat)
        self._settle(shard)
        return True

    def tick(self) -> None:
        """Let go of what is old, and of those who read nothing for too long."""
        now = self._clock.now()
        self._trim(now)
        for seat in list(self._behind):
            if seat.position < self._first or now - seat.since > _LOG_AGE:
                self._let_go(seat)

    def _catch_up(self, seat: Seat) -> None:
        """Write what it missed until its transport is full again."""
        while not seat.paused and self._first <= seat.position < self.end:
            entry = self._log[seat.position - self._first]
            seat.position += 1
            try:
                seat.write(entry.frame)
            except RuntimeError:
                return
        if seat.position < self._first:
            self._let_go(seat)
        elif seat.paused:
            self._wait(seat)
        else:
            self._place(seat)

    def _let_go(self, seat: Seat) -> None:
        self.leave(seat)
        seat.outlet.dismiss(_too_slow())

    def _wait(self, seat: Seat) -> None:
        seat.since = self._clock.now()
        self._behind[seat] = None

    def _place(self, seat: Seat) -> None:
        shard = self._open
        if shard is None or shard.position != self.end or len(shard.seats) >= SHARD:
            shard = self._open = _Shard(self.end)
            self._shards.append(shard)
        seat.shard = shard
        shard.seats[seat] = seat.write

    def _release(self, seat: Seat) -> bool:
        shard = seat.shard
        if shard is None:
            return False
        seat.position, seat.shard = shard.position, None
        del shard.seats[seat]
        if not shard.seats:
            self._drop(shard)
        return True

    def _settle(self, shard: _Shard) -> None:
        """Make one of two shards that are not full."""
        other = self._open
        if not shard.seats or other is shard:
            return
        if other is None or other.position != shard.position:
            self._open = shard
        elif len(other.seats) + len(shard.seats) <= SHARD:
            for seat, write in shard.seats.items():
                seat.shard, other.seats[seat] = other, write
            self._drop(shard)
        elif len(shard.seats) < len(other.seats):
            self._open = shard

    def _drop(self, shard: _Shard) -> None:
        self._shards.remove(shard)
        if shard is self._open:
            self._open = None

    def _trim(self, now: Micros) -> None:
        # What is due to those who keep up is never let go of.
        due = min((shard.position for shard in self._shards), default=self.end)
        while self._log and self._first < due:
            oldest = self._log[0]
            if self._bytes <= _LOG_BYTES and now - oldest.at <= _LOG_AGE:
                return
            self._log.popleft()
            self._first += 1
            self._bytes -= len(oldest.frame)


def _too_slow() -> ViewerStalledError:
    return ViewerStalledError("this connection is too slow for the chat: connect again")
