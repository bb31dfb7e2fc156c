"""Units that have types, so that a time in one is never taken for a time in another."""

from typing import NewType

Micros = NewType("Micros", int)
"""Microseconds: a duration, or an instant since the Unix epoch on one machine's clock."""


def micros_from_seconds(seconds: float) -> Micros:
    return Micros(round(seconds * 1_000_000))


def seconds(micros: Micros) -> float:
    return micros / 1_000_000


def milliseconds(micros: Micros) -> float:
    return micros / 1_000
