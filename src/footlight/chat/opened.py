"""What a room has from the beginning, when it comes into memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from footlight.chat.line import Line
from footlight.chat.moderation.conduct import Conduct
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
    conduct: Conduct | None = None
    """None: of a room that nobody has set, and where nothing was done to anybody."""
    cleared: int = 0
    """The lines up to this one are taken away."""
    waiting: int = 0
    """Lines that those who keep order must see first."""
    pinned: Line | None = None
    poll: Poll | None = None
    emotes: EmoteNames = field(default_factory=EmoteNames)
