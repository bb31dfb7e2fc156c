"""Sound that waits to be played: as little as the connection allows. The same rules as web/player's jitter buffer.

Sound arrives in bursts and is taken evenly, so what matters is how little is left just before the next burst: the
low-water mark. It is kept near a margin by playing a little faster or slower; every time it runs dry the margin
grows, and it shrinks again slowly while all goes well. Where pictures come after their sound, it is played so much
later.
"""

import threading
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlight.model.units import Micros

SAMPLE_RATE: Final = 48_000
CHANNELS: Final = 2
_CAPACITY: Final = 2 * SAMPLE_RATE
_MS: Final = SAMPLE_RATE // 1_000
"""Samples in a millisecond; all margins below are in samples."""
_MARGIN_START: Final = 20 * _MS
_MARGIN_LEAST: Final = 10 * _MS
_MARGIN_MOST: Final = 250 * _MS
_MARGIN_STEP: Final = 15 * _MS
_MARGIN_DECAY: Final = _MS // 2
_FIRST_BURST: Final = 20 * _MS
"""More than the margin before anything plays: about one burst."""
_WATCH: Final = SAMPLE_RATE // 2
_FIRST_WATCH: Final = SAMPLE_RATE // 10
"""The first span is short: what waits at the start is the backlog of a join, or of a network that hung."""
_TOLERANCE: Final = 8 * _MS
_TOLERANCE_BELOW: Final = 3 * _MS
_EXCESS: Final = 150 * _MS
"""Further above the margin than this, sound is left out at once."""
_MOST_GAP: Final = 500 * _MS
"""A missing piece longer than this is no gap, but another time line."""
_LEAST_GAP: Final = 2 * _MS
_GENTLE: Final = 0.01
_BRISK: Final = 0.03
_BRISK_BEYOND: Final = 40 * _MS
_UNKNOWN: Final = float("inf")


class JitterBuffer:
    """48 kHz, two channels; pushed into by one thread, pulled from by another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ring = np.zeros((_CAPACITY, CHANNELS), np.float32)
        self.gaps = 0
        """How often it ran dry while it played."""
        self._margin: float = _MARGIN_START
        self._first = self._size = 0
        self._fraction = 0.0
        self._end: Micros | None = None
        """pts behind the last sample that waits."""
        self._playing = False
        self._rate = 1.0
        self._span = _FIRST_WATCH
        self._watched = 0
        self._low = _CAPACITY
        """The least that waited, in the span that is watched."""
        self._pictures = -_UNKNOWN
        """How late the latest picture of it came."""

    def push(self, pts: Micros, samples: NDArray[np.float32]) -> None:
        """Take in a piece, float32, (samples, 1 or 2 channels), whose first sample is of ``pts``; never waits."""
        with self._lock:
            if self._end is not None:
                gap = round((pts - self._end) * SAMPLE_RATE / 1_000_000)
                if abs(gap) > _MOST_GAP:
                    self._reset()
                elif gap > _LEAST_GAP:
                    self._write(np.zeros((gap, CHANNELS), np.float32))
            self._write(np.broadcast_to(samples, (len(samples), CHANNELS)))
            self._end = Micros(pts + len(samples) * 1_000_000 // SAMPLE_RATE)
            self._playing = self._playing or self._size >= self._margin + _FIRST_BURST

    def pull(self, count: int) -> tuple[NDArray[np.float32], Micros | None]:
        """The next samples, float32, (count, 2), and the pts of the first; silence and None while nothing plays."""
        pulled = np.zeros((count, CHANNELS), np.float32)
        with self._lock:
            if not self._playing or self._end is None:
                return pulled, None
            pts = Micros(self._end - self._size * 1_000_000 // SAMPLE_RATE)
            produced = self._resample(pulled)
            if produced < count:
                self._run_dry()
                return pulled, pts
            self._low = min(self._low, self._size)
            self._watched += count
            if self._watched >= self._span:
                self._adapt()
            return pulled, pts

    def came_late(self, late: Micros) -> None:
        """A picture came so much after its sound is heard; negative where it waits."""
        with self._lock:
            self._pictures = max(self._pictures, late * SAMPLE_RATE / 1_000_000)

    def clear(self) -> None:
        """Forget what waits: another broadcast begins."""
        with self._lock:
            self._reset()

    @property
    def waiting(self) -> Micros:
        """How much sound waits."""
        return Micros(self._size * 1_000_000 // SAMPLE_RATE)

    def _reset(self) -> None:
        self._first = self._size = 0
        self._fraction = 0.0
        self._end = None
        self._rest()

    def _rest(self) -> None:
        self._playing = False
        self._rate = 1.0
        self._watch(_FIRST_WATCH)

    def _watch(self, span: int) -> None:
        self._span = span
        self._watched = 0
        self._low = _CAPACITY
        self._pictures = -_UNKNOWN

    def _write(self, samples: NDArray[np.float32]) -> None:
        self._discard(self._size + len(samples) - _CAPACITY)
        start = (self._first + self._size) % _CAPACITY
        here = min(len(samples), _CAPACITY - start)
        self._ring[start : start + here] = samples[:here]
        self._ring[: len(samples) - here] = samples[here:]
        self._size += len(samples)

    def _discard(self, count: int) -> None:
        count = min(max(0, count), self._size)
        self._first = (self._first + count) % _CAPACITY
        self._size -= count

    def _resample(self, pulled: NDArray[np.float32]) -> int:
        """Fill as much as there is, at the rate of now, linear between samples."""
        # Of the last sample there is no next one to go to.
        most = max(0, int((self._size - 1 - self._fraction) / self._rate))
        count = min(len(pulled), most)
        places = self._fraction + self._rate * np.arange(count + 1)
        whole = places[:count].astype(np.int64)
        share = (places[:count] - whole).astype(np.float32)[:, np.newaxis]
        here = self._ring[(self._first + whole) % _CAPACITY]
        following = self._ring[(self._first + whole + 1) % _CAPACITY]
        pulled[:count] = here + (following - here) * share
        used = int(places[count])
        self._fraction = float(places[count]) - used
        self._discard(used)
        return count

    def _run_dry(self) -> None:
        self.gaps += 1
        self._margin = min(self._margin + _MARGIN_STEP, _MARGIN_MOST)
        self._rest()

    def _adapt(self) -> None:
        spare = self._low - self._margin
        # Pictures that wait for their sound by less than what is spare hold it back.
        excess = min(spare, -self._pictures) if self._pictures > -_UNKNOWN else spare
        if excess > _EXCESS:
            self._discard(round(excess))
            self._rate = 1.0
        elif -_TOLERANCE_BELOW <= excess <= _TOLERANCE:
            self._rate = 1.0
        else:
            step = _BRISK if abs(excess) > _BRISK_BEYOND else _GENTLE
            self._rate = 1.0 + (step if excess > 0 else -step)
        self._margin = max(_MARGIN_LEAST, self._margin - _MARGIN_DECAY)
        self._watch(_WATCH)
