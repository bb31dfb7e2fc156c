"""What a room has from the beginning, when it comes into memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from footlight.chat.line import Line
from footlight.chat.messages import RoomSettings
from footlight.chat.poll import Poll


@dataclass(frozen=True, slots=True)
class EmoteNames:
    """Which emotes a room has."""

    version: int = 0
    """Another number wherever there are others; 0: there are none."""
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Opened:
    """As it is kept."""

    newest: Sequence[Line] = ()
    """The last lines, oldest first."""
    settings: RoomSettings = field(default_factory=RoomSettings)
    pinned: Line | None = None
    poll: Poll | None = None
    emotes: EmoteNames = field(default_factory=EmoteNames)
