"""REST: what is live, and what is on one channel."""

from datetime import datetime
from typing import Protocol

from fastapi import APIRouter
from pydantic import BaseModel

from footlight.api.channels import Channels, existing
from footlight.hub.directory import Directory
from footlight.ingest.pull.sources import PullInfo, PullState
from footlight.model.broadcast import Broadcast, BroadcastState, Figures
from footlight.model.channel import ChannelName
from footlight.model.track import Track, TrackKind
from footlight.model.units import utc


class TrackAnswer(BaseModel):
    """A track, as far as it concerns who looks for something to watch."""

    id: int
    kind: TrackKind
    name: str
    codec: str
    width: int
    height: int
    fps: float
    encrypted: bool
    """End to end: only those who have the publisher's secret can see or hear it."""

    @classmethod
    def of(cls, track: Track) -> "TrackAnswer":
        return cls(
            id=track.id,
            kind=track.kind,
            name=track.name,
            codec=track.codec,
            width=track.width,
            height=track.height,
            fps=track.fps,
            encrypted=track.encryption is not None,
        )


class FiguresAnswer(BaseModel):
    """What went through the channel; only the differences between two answers tell something."""

    received_bytes: int
    sent_bytes: int
    sent_messages: int
    latency_us: int
    """From capture to the hand-over to viewers' connections, summed over these messages."""

    @classmethod
    def of(cls, figures: Figures) -> "FiguresAnswer":
        return cls(
            received_bytes=figures.received_bytes,
            sent_bytes=figures.sent_bytes,
            sent_messages=figures.sent_messages,
            latency_us=figures.latency,
        )


class BroadcastAnswer(BaseModel):
    """A live session on a channel."""

    channel: str
    id: str
    state: BroadcastState
    started_at: datetime
    viewers: int
    tracks: list[TrackAnswer]
    figures: FiguresAnswer

    @classmethod
    def of(cls, broadcast: Broadcast) -> "BroadcastAnswer":
        return cls(
            channel=broadcast.channel,
            id=broadcast.id,
            state=broadcast.state,
            started_at=utc(broadcast.started_at),
            viewers=broadcast.viewers,
            tracks=[TrackAnswer.of(track) for track in broadcast.tracks],
            figures=FiguresAnswer.of(broadcast.figures),
        )


class BroadcastsAnswer(BaseModel):
    """Everything that is live or away, by channel."""

    broadcasts: list[BroadcastAnswer]


class PullAnswer(BaseModel):
    """How the server fares that fetches the channel's broadcast itself; where from is not for everybody."""

    state: PullState
    code: str | None
    """Of the error that it fails with."""
    changed_at: datetime

    @classmethod
    def of(cls, pull: PullInfo) -> "PullAnswer":
        return cls(state=pull.state, code=pull.code, changed_at=utc(pull.changed_at))


class ChannelAnswer(BaseModel):
    """A channel, and its broadcast if there is one."""

    channel: str
    state: BroadcastState
    viewers: int
    """Waiting ones too, where nothing is on."""
    broadcast: BroadcastAnswer | None
    pull: PullAnswer | None
    """None where the server fetches nothing for it."""


class Pulls(Protocol):
    """Knows which channels' broadcasts the server fetches itself."""

    async def of(self, channel: ChannelName) -> PullInfo | None:
        """How it goes with one channel; None where nothing is fetched for it."""


def broadcasts_router(directory: Directory, channels: Channels, pulls: Pulls) -> APIRouter:
    """``/api/v1/broadcasts`` and ``/api/v1/channels/{channel}``."""
    router = APIRouter(prefix="/api/v1", tags=["broadcasts"])

    @router.get("/broadcasts")
    async def broadcasts() -> BroadcastsAnswer:
        """What is live."""
        found = sorted(await directory.broadcasts(), key=lambda one: one.channel)
        return BroadcastsAnswer(broadcasts=[BroadcastAnswer.of(one) for one in found])

    @router.get("/channels/{channel}")
    async def channel(channel: str) -> ChannelAnswer:
        """One channel; 404 ``channel_unknown`` where there is none of that name."""
        name = await existing(channels, channel)
        broadcast, pull = await directory.broadcast(name), await pulls.of(name)
        return ChannelAnswer(
            channel=name,
            state="offline" if broadcast is None else broadcast.state,
            viewers=await directory.viewers(name),
            broadcast=None if broadcast is None else BroadcastAnswer.of(broadcast),
            pull=None if pull is None else PullAnswer.of(pull),
        )

    return router
