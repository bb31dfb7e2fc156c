"""What a series of times comes to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took, each time."""

    what: str
    times: int
    p50_ms: float
    p95_ms: float
    max_ms: float


def times(what: str, seconds: Sequence[float]) -> Times:
    """The figures of a series."""
    p50, p95, worst = (round(float(value) * 1e3, 2) for value in np.percentile(seconds, [50, 95, 100]))
    return Times(what, len(seconds), p50, p95, worst)
