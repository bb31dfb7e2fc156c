"""Several sources' sound as one: on one clock, each waited for a little, none for long. No I/O, no clock of its own."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlight.client.mixing.mixinput import MixInput
from footlight.codec.opus import PACKET_SAMPLES
from footlight.codec.resample import SAMPLE_RATE

FIRST_WAIT: Final = SAMPLE_RATE // 10
"""Samples that the others wait for a source at first."""
MOST_WAIT: Final = SAMPLE_RATE * 3 // 10
"""The same for one whose sound always comes so late, as by Bluetooth."""
_MARGIN: Final = SAMPLE_RATE // 100
_TOGETHER: Final = SAMPLE_RATE // 20
"""How far apart sources come that were held up together: where the whole machine was busy all of them are late, and
one is the first to come."""
_MOST_AHEAD: Final = SAMPLE_RATE // 10
"""How far from now sound may begin: a file's begins now, and nothing is taken in the future."""
_PATIENCE: Final = SAMPLE_RATE
"""Sound that is too late for so long will stay so: it is mixed as it comes."""


@dataclass(slots=True)
class _Seat:
    """One source at the mixer."""

    input: MixInput
    heard: bool = False
    """It gave something: before that, what it took before the broadcast is left out."""
    live: bool = False
    """It is waited for."""
    offset: float = 0.0
    """Added to its places: it is too late to be waited for."""
    late_since: float | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One Opus packet's worth of the mix: float32, (960, channels)."""

    place: int
    samples: NDArray[np.float32] = field(repr=False)


class Mixer:
    """All places and times are samples at 48 kHz on the broadcast's zero; belongs to one thread at a time.

    A block is there as soon as all sources have given theirs, so the slowest source makes the delay. One
    that gives nothing is silent from then on, until it comes back; the others wait for it 0.1 s, once.
    """

    def __init__(self, inputs: int, channels: int, begins_at: int = 0) -> None:
        self._seats = [_Seat(MixInput(channels)) for _ in range(inputs)]
        self._begins_at = begins_at
        self._place: int | None = None
        self._wait = FIRST_WAIT
        self._late = 0
        self._there_since: float | None = None
        """When the first source gave its part of the next block."""

    @property
    def dropped(self) -> int:
        """Samples of sources that came too late, or were too many to hold."""
        return self._late + sum(seat.input.dropped for seat in self._seats)

    def push(self, number: int, samples: NDArray[np.float32], at: float, now: float) -> None:
        """Take a run of source ``number`` in: float32, (samples, channels), whose first was taken ``at``."""
        seat = self._seats[number]
        if at + seat.offset > now + _MOST_AHEAD:
            seat.offset = 0.0
        at = min(at + seat.offset, now + _MOST_AHEAD)
        if not seat.heard:
            early = max(0, round(self._begins_at - at))
            samples, at = samples[early:], at + early
        if not len(samples):
            return
        # A run comes when its last sample was taken: its first is as old as the run is long, and not late for it.
        self._wait = max(self._wait, min(len(samples) + _MARGIN, MOST_WAIT))
        seat.input.push(samples, at)
        if self._place is None:
            self._place = self._first_place(seat.input)
        late = seat.input.skip_to(self._place)
        if late and seat.heard:
            self._late += late
            self._came_late(seat, now - at, now)
        else:
            seat.late_since = None
        seat.live = seat.heard = True

    def leave(self, number: int) -> None:
        """A source is over: nobody waits for it any more."""
        self._seats[number].live = False

    def take(self, now: float) -> list[Block]:
        """The blocks that are complete, and those whose sources were waited for long enough."""
        blocks = []
        while self._place is not None and self._ready(self._place + PACKET_SAMPLES, now):
            # Where nobody gave anything for a while, the mix goes on after it.
            place = max(self._place, min(seat.input.start for seat in self._seats if len(seat.input)))
            if place > self._place:
                self._place = place
                continue
            taken = [seat.input.take(place, PACKET_SAMPLES) for seat in self._seats]
            blocks.append(Block(place, np.sum(taken, axis=0, dtype=np.float32)))
            self._place = place + PACKET_SAMPLES
            self._there_since = None
        return blocks

    def _first_place(self, input: MixInput) -> int:
        """Where the first block begins: they end where the runs of the first source do, and wait for no other run."""
        place = input.end - PACKET_SAMPLES
        return place if place >= max(input.start, self._begins_at) else input.end

    def _ready(self, end: int, now: float) -> bool:
        if not any(len(seat.input) and seat.input.end >= end for seat in self._seats):
            return False
        if self._there_since is None:
            self._there_since = now
        missing = [seat for seat in self._seats if seat.live and seat.input.end < end]
        if len(missing) and (now - end < self._wait or now - self._there_since < _TOGETHER):
            return False
        for seat in missing:
            seat.live = False
        return True

    def _came_late(self, seat: _Seat, age: float, now: float) -> None:
        if age + _MARGIN <= MOST_WAIT:
            self._wait = max(self._wait, round(age) + _MARGIN)
            return
        if seat.late_since is None:
            seat.late_since = now
        elif now - seat.late_since > _PATIENCE:
            seat.offset += age - self._wait
            seat.late_since = None
