"""What all pictures of a broadcast are coded with: as a person wishes, as far as the network takes it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, Literal, Protocol, TypeVar

from footlight.client.sending.adaptation import Adaptation
from footlight.client.sending.quality import SHRINKS, Quality
from footlight.model.clock import Clock
from footlight.model.units import Micros

LOOK_EVERY: Final = 0.05
"""Seconds between looks at what waits to be sent, once something did for too long."""

_SOUND_BITRATE: Final = 100_000
"""Of one track, headers included."""

Dial = Literal["bitrate", "size", "rate"]
"""What a person may turn up and down."""

Step = TypeVar("Step", int, float)

_SHARES: Final = (1.0, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1)
_EVERY: Final = (1, 2, 3, 4, 6, 10, 15, 30)


class PictureLane(Protocol):
    """What is regulated."""

    quality: Quality

    @property
    def ceiling(self) -> int:
        """Bits a second of what is wished, where the network takes all of it."""

    @property
    def most_every(self) -> int:
        """The least pictures that are wanted: each of so many."""


class Way(Protocol):
    """What takes the pictures, and tells how it goes."""

    lagging: asyncio.Event
    """Set with what will wait for longer than `LAG`; cleared here."""

    @property
    def lag(self) -> Micros:
        """How long what is sent now will wait, here and on its way."""

    @property
    def rate(self) -> int | None:
        """Bits a second that came through while something waited; None: not known."""

    @property
    def waiting_pictures(self) -> int:
        """Bytes of pictures that wait here."""

    def drop_pictures(self) -> None:
        """Let go of them; each track goes on at a keyframe."""


class Regulator:
    """Belongs to the event loop that runs `run`."""

    def __init__(self, way: Way, lanes: Callable[[], Sequence[PictureLane]], sounds: int, clock: Clock) -> None:
        """``lanes`` gives the lanes as they are now; ``sounds`` is how many tracks of sound go beside them."""
        self._way = way
        self._lanes = lanes
        self._sound = sounds * _SOUND_BITRATE
        self._adaptation = Adaptation(clock)
        self.quality = Quality()
        """What the lanes were told."""

    async def run(self) -> None:
        """Look after the lanes until cancelled: not before the way lags, and then until all is as it was."""
        while True:
            await self._way.lagging.wait()
            self.look()
            while self.quality.hold or self.quality.network < 1:
                await asyncio.sleep(LOOK_EVERY)
                self.look()
            self._way.lagging.clear()

    def look(self) -> None:
        """See how the network does, and tell the lanes where that changes what they should do."""
        adaptation, way = self._adaptation, self._way
        full = sum(lane.ceiling for lane in self._lanes())
        if adaptation.look(way.lag, way.rate, full=max(full, 1), sound=self._sound):
            self._tell(replace(self.quality, network=adaptation.share, hold=adaptation.holding))
        if adaptation.hopeless(way.waiting_pictures, way.rate):
            way.drop_pictures()

    def turn(self, dial: Dial, up: bool) -> None:
        """One step more or less of what a person wishes; at the end of the scale, nothing."""
        now = self.quality
        match dial:
            case "bitrate":
                self._tell(replace(now, bitrate=_next(_SHARES, now.bitrate, up)))
            case "size":
                self._tell(replace(now, shrink=_next(SHRINKS, now.shrink, up)))
            case "rate":
                most = max((lane.most_every for lane in self._lanes()), default=1)
                # What is wished may be from before another source came, of which more pictures are wanted.
                scale = [step for step in _EVERY if step <= max(most, now.every)]
                self._tell(replace(now, every=_next(scale, now.every, up)))

    def renew(self) -> None:
        """Tell lanes that are new."""
        self._tell(self.quality)

    def _tell(self, quality: Quality) -> None:
        self.quality = quality
        for lane in self._lanes():
            lane.quality = quality


def _next(scale: Sequence[Step], now: Step, up: bool) -> Step:
    """The neighbour of ``now`` on a scale that begins with the best."""
    place = scale.index(now) + (-1 if up else 1)
    return scale[min(max(place, 0), len(scale) - 1)]
