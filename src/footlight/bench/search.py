"""How many viewers one core carries: which crowds to measure, and what follows from those that were."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SHARE: Final = 0.8
"""Of the core: what a server may use and still have room for what comes unexpected."""

_FIRST: Final = 1000
_NEAR: Final = 0.04
"""A crowd nearer than this to one that was measured would tell nothing new."""
_RUNS: Final = 7
_GROWTH: Final = 2.0
_STEP: Final = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """A crowd that was measured."""

    viewers: int
    core: float
    """Share of the server's core that it took."""


def next_crowd(measured: Sequence[Measured], most: int) -> int | None:
    """How many viewers to measure next, or None when 80 % of the core is found between two measured crowds.

    Args:
        measured: in any order; a crowd of 0 counts as measured too.
        most: as many as the machine can hold.
    """
    crowds = sorted((load for load in measured if load.viewers), key=lambda load: load.viewers)
    if not crowds:
        return min(_FIRST, most)
    if len(crowds) >= _RUNS:
        return None
    below, above = _neighbours(crowds)
    if below is None:
        lowest = crowds[0]
        wanted = lowest.viewers * SHARE / lowest.core * 0.95
    elif above is None:
        # In proportion, not along the last two crowds: where the machine wanders their line points anywhere.
        wanted = min(below.viewers * SHARE / below.core * 1.02, below.viewers * _GROWTH)
    else:
        if above.viewers - below.viewers <= 2 * _NEAR * below.viewers:
            return None
        wanted = _between(below, above)
    rounded = min(round(wanted / _STEP) * _STEP, most)
    if any(abs(load.viewers - rounded) <= _NEAR * rounded for load in crowds):
        return _beside(rounded, below, above, most)
    return max(rounded, _STEP)


def carried(measured: Sequence[Measured]) -> int:
    """Viewers at 80 % of the core, on the line between the two measured crowds on either side of it.

    Where no crowd went past 80 % it is the largest that was measured: more was not seen.
    """
    crowds = sorted(measured, key=lambda load: load.viewers)
    below, above = _neighbours(crowds)
    if below is None:
        return 0
    return int(_between(below, above)) if above is not None else below.viewers


def _neighbours(crowds: Sequence[Measured]) -> tuple[Measured | None, Measured | None]:
    """The largest crowd below the share of the core, and the smallest of those larger that are above it."""
    below = max((load for load in crowds if load.core < SHARE), key=lambda load: load.viewers, default=None)
    above = min(
        (load for load in crowds if load.core >= SHARE and (below is None or load.viewers > below.viewers)),
        key=lambda load: load.viewers,
        default=None,
    )
    return below, above


def _between(below: Measured, above: Measured) -> float:
    return below.viewers + (above.viewers - below.viewers) * (SHARE - below.core) / (above.core - below.core)


def _beside(crowd: int, below: Measured | None, above: Measured | None, most: int) -> int | None:
    """A crowd on the side of ``crowd`` that has not been seen yet, or None when both have."""
    if above is None and crowd < most:
        return min(int(crowd * (1 + 1.5 * _NEAR)), most)
    if below is None:
        return int(crowd * (1 - 1.5 * _NEAR))
    return None
