"""Units that have types, so that a time in one is never taken for a time in another."""

from datetime import UTC, datetime, timedelta
from typing import Final, NewType

Micros = NewType("Micros", int)
"""Microseconds: a duration, or an instant since the Unix epoch on one machine's clock."""


def micros_from_seconds(seconds: float) -> Micros:
    return Micros(round(seconds * 1_000_000))


def micros_from_ticks(ticks: int, timescale: int) -> Micros:
    """The time that ``ticks`` of ``timescale`` a second are."""
    return Micros(round(ticks * 1_000_000 / timescale))


def seconds(micros: Micros) -> float:
    return micros / 1_000_000


def milliseconds(micros: Micros) -> float:
    return micros / 1_000


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def utc(micros: Micros) -> datetime:
    """The instant as a date and time, to the microsecond."""
    return _EPOCH + timedelta(microseconds=micros)


def utc_if(micros: Micros | None) -> datetime | None:
    """The same of what has not happened perhaps."""
    return None if micros is None else utc(micros)
