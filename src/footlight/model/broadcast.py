"""A broadcast: one live session on a channel, from going live to the end."""

from dataclasses import dataclass
from typing import Literal, NewType

from footlight.model.channel import ChannelName
from footlight.model.track import Track
from footlight.model.units import Micros

BroadcastId = NewType("BroadcastId", str)

BroadcastState = Literal["offline", "live", "away", "ended"]
"""``away``: the publisher dropped out and may still come back."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """What is known of a live session without touching its media."""

    id: BroadcastId
    channel: ChannelName
    state: BroadcastState
    started_at: Micros
    tracks: tuple[Track, ...]
    viewers: int
