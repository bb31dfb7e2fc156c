"""What happens on a connection, told to whoever watches or publishes."""

from dataclasses import dataclass

from footlight.errors import FootlightError
from footlight.model.broadcast import BroadcastState
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros


@dataclass(frozen=True, slots=True)
class Connected:
    """The server greeted us. What a viewer gets first may be pictures from before this moment."""

    at: Micros
    """In our clock."""
    broadcast: str | None = None
    """To a publisher: the broadcast that it feeds."""
    resumed: bool = False
    """To a publisher: the broadcast goes on where it was."""
    max_message: int = 0
    """Bytes of the largest message that the server takes; 0 where it did not tell."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection ended, or could not be made; the next try comes after ``retry_in``."""

    error: FootlightError
    retry_in: Micros


@dataclass(frozen=True, slots=True)
class SoundGone:
    """To a publisher: a source of mixed sound failed; the others go on."""

    source: str
    """What people call the sound: ``mic``, ``system``."""
    error: FootlightError


SendEvent = Connected | Lost | SoundGone
"""What a sender tells."""


@dataclass(frozen=True, slots=True)
class TracksChanged:
    """The tracks of what is on. Another ``broadcast`` than before means that everything starts anew."""

    broadcast: str
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class StateChanged:
    """What is on the channel."""

    state: BroadcastState
    broadcast: str | None


@dataclass(frozen=True, slots=True)
class ViewersCounted:
    """How many watch."""

    viewers: int


@dataclass(frozen=True, slots=True)
class GroupsSkipped:
    """We read too slowly, and the server left groups out; ``groups`` counts from the connection's start."""

    groups: int


@dataclass(frozen=True, slots=True)
class PacketsReceived:
    """The packets of one message, in decoding order within each track."""

    packets: list[Packet]
    received_at: Micros
    """In our clock."""


Event = Connected | Lost | TracksChanged | StateChanged | ViewersCounted | GroupsSkipped | PacketsReceived
