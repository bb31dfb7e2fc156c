"""The times that others gave their packets, as times that can be sent on: without jumps, and never backwards."""

from dataclasses import dataclass
from typing import Final

from footlight.model.units import Micros, micros_from_seconds

AHEAD: Final = micros_from_seconds(5)
"""A step forward in a stream's own times that is longer is a jump: of a clock that was set, or of another recording."""
BACK: Final = micros_from_seconds(0.5)
"""A step back that is longer is a jump too, or a counter that began anew; a shorter one is a packet out of order."""
_LEAST: Final = Micros(1_000)
"""Between two packets whose times are the same, or run backwards: a tick of the coarsest timescale in use."""
_MOST_STILL: Final = 3
"""Packets in a row whose times do not rise before those at which they arrive are taken instead."""
_STEP: Final = Micros(33_333)
"""Between two packets without times, where nothing else is known."""


@dataclass(slots=True)
class _Stream:
    dts: Micros
    """Of the packet before, as the stream told."""
    given: Micros
    """The same, as it was told to others."""
    arrived: Micros
    offset: Micros
    """What is added to the stream's own times."""
    step: Micros = _STEP
    still: int = 0
    """Packets in a row whose times did not rise."""


class Stamps:
    """Brings the times of several streams onto one timeline, whose zero is the first packet of all.

    Within a stream its own times count, for they are steadier than those at which packets arrive. Where they jump,
    wrap or begin anew, the timeline goes on by as much as passed between the arrivals. Streams that jump together
    stay together.
    """

    def __init__(self) -> None:
        self._streams: dict[int, _Stream] = {}
        self._last: dict[int, Micros] = {}
        """Decoding times given last, by stream; kept over `restart`."""
        self._begun: Micros | None = None

    def restart(self) -> None:
        """The source was opened anew: its times have nothing to do with those before, but for the time of day."""
        self._streams.clear()

    def stamp(
        self, stream: int, pts: Micros | None, dts: Micros | None, duration: Micros, arrived: Micros
    ) -> tuple[Micros, Micros]:
        """The presentation and decoding time of the next packet of ``stream``.

        Args:
            pts, dts: as the source told; either or both may be missing.
            duration: of the packet; 0 where it is not known.
            arrived: when it came.
        """
        if self._begun is None:
            self._begun = arrived
        told = dts if dts is not None else pts
        one = self._streams.get(stream)
        if one is None:
            one = self._streams[stream] = self._first(stream, told, arrived)
        elif told is None:
            told = Micros(one.dts + (duration or one.step))
        elif not -BACK <= told - one.dts <= AHEAD:
            one.offset = self._rejoin(stream, one, told, arrived)
        elif told > one.dts:
            one.step, one.still = Micros(told - one.dts), 0
        elif one.still >= _MOST_STILL:
            one.offset = Micros(one.given + max(arrived - one.arrived, _LEAST) - told)
        else:
            one.still += 1
        told = told if told is not None else one.dts
        given = Micros(told + one.offset)
        if (last := self._last.get(stream)) is not None:
            given = max(given, Micros(last + _LEAST))
        one.dts, one.given, one.arrived = told, given, arrived
        self._last[stream] = given
        return max(Micros(self._shown(told, pts) + one.offset), given), given

    def _shown(self, told: Micros, pts: Micros | None) -> Micros:
        """``pts`` where it can be: a picture is never shown more than a jump after it is decoded."""
        return pts if pts is not None and 0 <= pts - told <= AHEAD else told

    def _first(self, stream: int, told: Micros | None, arrived: Micros) -> _Stream:
        begins = Micros(arrived - (self._begun or 0))
        if (last := self._last.get(stream)) is not None:
            begins = max(begins, Micros(last + _STEP))
        told = told if told is not None else begins
        alike = self._alike(stream, told, begins)
        return _Stream(told, begins, arrived, alike if alike is not None else Micros(begins - told))

    def _rejoin(self, stream: int, one: _Stream, told: Micros, arrived: Micros) -> Micros:
        """The offset after a jump."""
        expected = Micros(one.given + max(arrived - one.arrived, one.step))
        alike = self._alike(stream, told, expected)
        return alike if alike is not None else Micros(expected - told)

    def _alike(self, stream: int, told: Micros, expected: Micros) -> Micros | None:
        """The offset of another stream by which ``told`` is near ``expected``: both count on one clock."""
        for number, other in self._streams.items():
            if number != stream and abs(told + other.offset - expected) <= AHEAD:
                return other.offset
        return None
