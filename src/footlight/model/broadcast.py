"""A broadcast: one live session on a channel, from going live to the end."""

from dataclasses import dataclass, field
from typing import Final, Literal, NewType

from footlight.model.channel import ChannelName
from footlight.model.track import Track
from footlight.model.units import Micros

_NONE: Final = Micros(0)

BroadcastId = NewType("BroadcastId", str)

BroadcastState = Literal["offline", "live", "away", "ended"]
"""``away``: the publisher dropped out and may still come back."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What went through a channel; only the differences between two moments tell something."""

    received_bytes: int = 0
    """Payload bytes from the publisher."""
    sent_bytes: int = 0
    """Bytes of messages to viewers, each as often as it was sent."""
    sent_messages: int = 0
    latency: Micros = _NONE
    """From capture to the hand-over to viewers' connections, summed over these messages."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """What is known of a live session without touching its media."""

    id: BroadcastId
    channel: ChannelName
    state: BroadcastState
    started_at: Micros
    tracks: tuple[Track, ...]
    viewers: int
    figures: Figures = field(default_factory=Figures)
