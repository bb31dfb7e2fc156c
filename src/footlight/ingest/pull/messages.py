"""What a server and its pull worker tell each other: one JSON object a line, on the worker's standard streams."""

from typing import Literal

import msgspec


class Pull(msgspec.Struct, frozen=True):
    """One source to pull."""

    id: int
    """By which reports name it; never used again for another."""
    channel: str
    url: str
    key: str
    """By which the server lets its broadcast in; never written down anywhere."""


class Assignment(msgspec.Struct, frozen=True):
    """Server to worker: everything that is to be pulled from now on."""

    secure: bool
    host: str
    port: int
    """Where the server takes publishers."""
    pin: str | None
    """Of its certificate, where it speaks TLS."""
    allowed: list[str]
    """Networks that may be fetched from though they are not public."""
    pulls: list[Pull]


class Report(msgspec.Struct, frozen=True):
    """Worker to server: how one pull goes from now on."""

    id: int
    state: Literal["live", "failing"]
    code: str | None = None
    message: str | None = None
