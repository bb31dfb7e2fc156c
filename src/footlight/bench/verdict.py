"""What a run of `footlight bench throttle` comes to: rows of a few seconds, and the goals."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import msgspec

WIDE: Final = 10_000_000.0
NARROW: Final = 1_000_000.0
"""Bits a second of the link."""

STEP: Final = 2.5
"""Seconds of a row."""

FRESH_MS: Final = 500.0
FRESH_SECONDS: Final = 3.0
FULL_SECONDS: Final = 30.0
FROZEN_MS: Final = 1000.0


class Picture(msgspec.Struct, frozen=True):
    """One picture that was decoded."""

    at: float
    """Unix seconds."""
    latency_ms: float
    size: int
    """Bytes of its packet."""
    read: bool
    """The time was read from the picture itself."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the sender said of itself at one moment."""

    at: float
    share: float
    drops: int


@dataclass(frozen=True, slots=True)
class Run:
    """All that was seen; times are seconds since the measuring began."""

    pictures: Sequence[Picture]
    looks: Sequence[Look]
    cut: float
    back: float
    end: float


@dataclass(frozen=True, slots=True)
class Row:
    """A few seconds of a run."""

    at_s: float
    link_mbit_s: float
    mbit_s: float
    share: float | None
    pictures: int
    p50_ms: float | None
    max_ms: float | None
    gap_ms: float | None
    """The longest time without a new picture."""
    dropped: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the run comes to, against the goals."""

    fresh_after_s: float
    """From the cut until no picture was later than 500 ms any more."""
    longest_gap_ms: float
    """Without a new picture, also before the first one and after the last."""
    full_after_s: float | None
    """From the return of the link until the sender gave its full bitrate again; None: it did not."""
    worst_ms: float
    dropped: int

    @property
    def goals(self) -> dict[str, bool]:
        """Each goal, and whether it was reached."""
        return {
            "fresh within 3 s": self.fresh_after_s <= FRESH_SECONDS,
            "no frozen second": self.longest_gap_ms < FROZEN_MS,
            "full within 30 s": self.full_after_s is not None and self.full_after_s <= FULL_SECONDS,
        }


def rows(run: Run) -> list[Row]:
    """The run, a few seconds a row."""
    made = []
    at = 0.0
    while at + STEP <= run.end + 0.1:
        pictures = [one for one in run.pictures if at <= one.at < at + STEP]
        looks = [one for one in run.looks if one.at < at + STEP]
        late = sorted(one.latency_ms for one in pictures)
        made.append(
            Row(
                at_s=at,
                link_mbit_s=(NARROW if run.cut <= at + STEP / 2 < run.back else WIDE) / 1e6,
                mbit_s=round(sum(one.size for one in pictures) * 8 / STEP / 1e6, 2),
                share=looks[-1].share if looks else None,
                pictures=len(pictures),
                p50_ms=late[len(late) // 2] if late else None,
                max_ms=late[-1] if late else None,
                gap_ms=_longest_gap([one.at for one in pictures]) if len(pictures) > 1 else None,
                dropped=looks[-1].drops - run.looks[0].drops if looks else 0,
            )
        )
        at += STEP
    return made


def verdict(run: Run) -> Verdict:
    """What the run comes to."""
    late = [one.at for one in run.pictures if one.latency_ms > FRESH_MS and run.cut <= one.at < run.back]
    full = next((look.at for look in run.looks if look.at > run.back and look.share >= 1), None)
    return Verdict(
        fresh_after_s=round(max(late, default=run.cut) - run.cut, 2),
        longest_gap_ms=_longest_gap([0.0, *(one.at for one in run.pictures), run.end]),
        full_after_s=None if full is None else round(full - run.back, 1),
        worst_ms=max((one.latency_ms for one in run.pictures), default=0.0),
        dropped=run.looks[-1].drops - run.looks[0].drops if run.looks else 0,
    )


def _longest_gap(moments: Sequence[float]) -> float:
    """Milliseconds between two of them that follow each other."""
    return round(max(after - before for before, after in pairwise(moments)) * 1000, 1)
