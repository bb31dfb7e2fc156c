"""REST: what is live, and what is on one channel."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from footlight.accounts.keys import unknown_channel
from footlight.api.live import Channels
from footlight.errors import ChannelInvalidError, ChannelUnknownError
from footlight.hub.directory import Directory
from footlight.model.broadcast import Broadcast, BroadcastState
from footlight.model.channel import ChannelName, channel_name
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
        )


class BroadcastAnswer(BaseModel):
    """A live session on a channel."""

    channel: str
    id: str
    state: BroadcastState
    started_at: datetime
    viewers: int
    tracks: list[TrackAnswer]

    @classmethod
    def of(cls, broadcast: Broadcast) -> "BroadcastAnswer":
        return cls(
            channel=broadcast.channel,
            id=broadcast.id,
            state=broadcast.state,
            started_at=utc(broadcast.started_at),
            viewers=broadcast.viewers,
            tracks=[TrackAnswer.of(track) for track in broadcast.tracks],
        )


class BroadcastsAnswer(BaseModel):
    """Everything that is live or away, by channel."""

    broadcasts: list[BroadcastAnswer]


class ChannelAnswer(BaseModel):
    """A channel, and its broadcast if there is one."""

    channel: str
    state: BroadcastState
    viewers: int
    """Waiting ones too, where nothing is on."""
    broadcast: BroadcastAnswer | None


def broadcasts_router(directory: Directory, channels: Channels) -> APIRouter:
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
        name = await _existing(channel)
        broadcast = await directory.broadcast(name)
        return ChannelAnswer(
            channel=name,
            state="offline" if broadcast is None else broadcast.state,
            viewers=await directory.viewers(name),
            broadcast=None if broadcast is None else BroadcastAnswer.of(broadcast),
        )

    async def _existing(text: str) -> ChannelName:
        try:
            name = channel_name(text)
        except ChannelInvalidError as error:
            raise ChannelUnknownError(str(error)) from None
        if not await channels.exists(name):
            raise unknown_channel(name)
        return name

    return router
