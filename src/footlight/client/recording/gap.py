"""What is missing in a recording: where, for how long, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from footlight.model.units import Micros, seconds

Why = Literal["connection lost", "sender away", "broadcast ended", "left out", "skipped", "tampered", "missing"]
"""What was told of it: the connection was lost; the sender was; the broadcast ended, and another began; the sender
left packets out; the server did, as we took them too slowly; somebody changed them on their way; nothing."""

_STRONGEST_FIRST: Final[tuple[Why, ...]] = get_args(Why)


def strongest(*told: Why | None) -> Why:
    """The reason that explains the others."""
    return min((why for why in told if why is not None), key=_STRONGEST_FIRST.index, default="missing")


@dataclass(frozen=True, slots=True)
class Gap:
    """A time of which a file holds nothing of some of its tracks."""

    path: Path
    """The file. A gap between two files is told of the first, at its end."""
    at: float
    """Seconds from the file's beginning."""
    duration: float
    """Seconds."""
    why: Why
    tracks: tuple[str, ...]
    """The names of what is missing: ``main``, ``sound``."""

    @property
    def words(self) -> str:
        """As the file tells it: ``4.200 s missing: connection lost (main, sound)``."""
        return f"{self.duration:.3f} s missing: {self.why} ({', '.join(self.tracks)})"


@dataclass(frozen=True, slots=True)
class Hole:
    """A gap in the recording's time, which goes on from file to file."""

    start: Micros
    end: Micros
    why: Why
    tracks: tuple[str, ...]

    def gap(self, path: Path, zero: Micros, names: Sequence[str]) -> Gap:
        """The gap in the file that begins at ``zero``, and has tracks of these names."""
        at = Micros(max(0, self.start - zero))
        tracks = dict.fromkeys((*(name for name in names if name in self.tracks), *self.tracks))
        return Gap(path, seconds(at), seconds(Micros(self.end - self.start)), self.why, tuple(tracks))


def joined(holes: Iterable[Hole]) -> list[Hole]:
    """One hole for those that overlap: of several tracks, most often."""
    all: list[Hole] = []
    for hole in sorted(holes, key=lambda hole: hole.start):
        last = all[-1] if all else None
        if last is None or hole.start >= last.end:
            all.append(hole)
            continue
        names = dict.fromkeys((*last.tracks, *hole.tracks))
        all[-1] = Hole(last.start, Micros(max(last.end, hole.end)), strongest(last.why, hole.why), tuple(names))
    return all
