"""What the chats of a server count, as plain numbers for whoever exports them."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class ChatCounters:
    """Since the server began; a room that is forgotten takes nothing away."""

    lines: int = 0
    """New ones, that were told."""
    refusals: Counter[str] = field(default_factory=Counter)
    """Requests that were refused, by the code of the error."""
    dismissals: Counter[str] = field(default_factory=Counter)
    """Connections that a chat closed, likewise."""


@dataclass(frozen=True, slots=True)
class ChatsNow:
    """All rooms of this process together, at one moment."""

    rooms: int
    connections: int
    people: int
    """Under a nick; who is in two rooms counts twice."""
    lagging: int
    """Connections that are behind."""
    waiting: int
    """Lines, edits, reactions and deletions that wait for the database."""
