"""A network with a bottleneck, and a sender in front of it, in a time that only the test lets pass."""

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from footlight.client.sending.adaptation import Adaptation
from footlight.client.sending.path import Path
from footlight.model.units import Micros
from tests.fakes.clock import HandClock

BUFFER = 64 * 1024
SOCKET = 32 * 1024
"""What the sender's own socket and library hold beyond that."""

_TICK = 0.002
_WAY = 0.005
"""Seconds from end to end, each way, where nothing waits."""
_SERVER_CLOCK = 77_000_000
_SOUND = 96_000
_FPS = 30


@dataclass(frozen=True, slots=True)
class Arrived:
    """A picture at the other end."""

    at: float
    latency: float
    share: float


class Broadcast:
    """Pictures of ``full`` bits a second and sound, adapted to a link of ``bandwidth(seconds)`` bits a second."""

    def __init__(self, full: int, bandwidth: Callable[[float], float], least_fps: int = 5) -> None:
        self.clock = HandClock(0)
        self.adaptation = Adaptation(self.clock)
        self.path = Path(self.clock)
        self.arrived: list[Arrived] = []
        self.shares: list[tuple[float, float]] = []
        self._full = full
        self._bandwidth = bandwidth
        self._hold_every = _FPS // least_fps
        self._outbox: deque[tuple[float, int, float]] = deque()  # coded at, bytes, share
        self._link: deque[tuple[Callable[[], None], int]] = deque()
        self._in_link = 0
        self._sent = 0
        self._through = 0.0
        self._pongs: deque[tuple[float, int, Micros]] = deque()
        self._pinged = 0
        self._pinged_at = -1.0
        self._coded_at_share = 1.0
        self._pictures = 0
        self._keyframe_wanted = False
        self.drops = 0
        self._chance = random.Random(7)

    @property
    def now(self) -> float:
        return self.clock.time / 1_000_000

    def run(self, until: float) -> None:
        """Let time pass."""
        while self.now < until:
            tick = round(self.now / _TICK)
            if tick % round(1 / _FPS / _TICK) == 0:
                self._code()
            if tick % round(0.05 / _TICK) == 0:
                waiting = self.now - self._outbox[0][0] if self._outbox else 0.0
                lag = Micros(self.path.lag + round(waiting * 1_000_000))
                self.adaptation.look(lag, self.path.rate(), full=self._full, sound=_SOUND)
                self.shares.append((self.now, self.adaptation.share))
                if self.adaptation.hopeless(sum(size for _, size, share in self._outbox if share), self.path.rate()):
                    self._outbox = deque(one for one in self._outbox if not one[2])
                    self._keyframe_wanted = True
                    self.drops += 1
            self._pump()
            self._carry()
            while self._pongs and self._pongs[0][0] <= self.now:
                _, number, received_at = self._pongs.popleft()
                self.path.answered(number, received_at)
            self.clock.forward(_TICK)

    def _code(self) -> None:
        self._outbox.append((self.now, _SOUND // 8 // _FPS, 0.0))
        self._pictures += 1
        if self.adaptation.holding and self._pictures % self._hold_every:
            return
        share = self.adaptation.share
        second = self._full * share / 8
        keyframe = self._keyframe_wanted or self._pictures % (2 * _FPS) == 0 or share < self._coded_at_share * 0.7
        self._coded_at_share, self._keyframe_wanted = share, False
        size = second * 0.1 if keyframe else second / _FPS * self._chance.uniform(0.5, 1.1)
        self._outbox.append((self.now, round(size), share))

    def _pump(self) -> None:
        while self._outbox and self._in_link < BUFFER + SOCKET:
            coded_at, size, share = self._outbox.popleft()
            self._put(size, partial(self._show, coded_at, share))
            self._sent += size
            if self.now - self._pinged_at >= 0.05:
                self._pinged += 1
                number, self._pinged_at = self._pinged, self.now
                self.path.left(number, self._sent)
                self._put(60, partial(self._answer, number))

    def _put(self, size: int, arrive: Callable[[], None]) -> None:
        self._link.append((arrive, size))
        self._in_link += size

    def _carry(self) -> None:
        self._through += self._bandwidth(self.now) / 8 * _TICK
        while self._link and self._link[0][1] <= self._through:
            arrive, size = self._link.popleft()
            self._through -= size
            self._in_link -= size
            arrive()
        if not self._link:
            self._through = 0.0

    def _show(self, coded_at: float, share: float) -> None:
        if share:
            at = self.now + _WAY
            self.arrived.append(Arrived(at, at - coded_at, share))

    def _answer(self, number: int) -> None:
        received_at = Micros(round((self.now + _WAY) * 1_000_000) + _SERVER_CLOCK)
        self._pongs.append((self.now + 2 * _WAY, number, received_at))
