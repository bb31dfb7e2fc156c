"""What the API tells of channels and of what is on."""

from datetime import datetime

from footlight.accounts.channels import ChannelInfo
from footlight.accounts.rights import Standing, Visibility
from footlight.api.v1.router import Answer
from footlight.api.v1.sight import NEEDS, Need
from footlight.ingest.pull.sources import PullInfo, PullState
from footlight.model.broadcast import Broadcast, BroadcastState, Figures
from footlight.model.track import Track, TrackKind
from footlight.model.units import utc


class TrackAnswer(Answer):
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


class FiguresAnswer(Answer):
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


class BroadcastAnswer(Answer):
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


class ListedBroadcastAnswer(BroadcastAnswer):
    """A live session, and of its channel what a list shows."""

    title: str
    picture: str | None
    """Where the channel's picture is."""
    visibility: Visibility
    needs: Need | None
    """What whoever asks lacks to watch it; then tracks, viewers and figures are not told."""

    @classmethod
    def of_channel(cls, broadcast: Broadcast, info: ChannelInfo, *, shown: bool) -> "ListedBroadcastAnswer":
        """``shown``: whoever asks may watch it."""
        return cls(
            channel=broadcast.channel,
            id=broadcast.id,
            state=broadcast.state,
            started_at=utc(broadcast.started_at),
            viewers=broadcast.viewers if shown else 0,
            tracks=[TrackAnswer.of(track) for track in broadcast.tracks] if shown else [],
            figures=FiguresAnswer.of(broadcast.figures if shown else Figures()),
            title=info.title,
            picture=picture_path(info),
            visibility=info.visibility,
            needs=None if shown else NEEDS.get(info.visibility),
        )


class BroadcastsAnswer(Answer):
    """Everything that is live or away and that whoever asks finds in lists, by channel."""

    broadcasts: list[ListedBroadcastAnswer]


class PullAnswer(Answer):
    """How the server fares that fetches the channel's broadcast itself; where from is not for everybody."""

    state: PullState
    code: str | None
    """Of the error that it fails with."""
    changed_at: datetime

    @classmethod
    def of(cls, pull: PullInfo) -> "PullAnswer":
        return cls(state=pull.state, code=pull.code, changed_at=utc(pull.changed_at))


class ChannelAnswer(Answer):
    """A channel, and its broadcast if there is one."""

    channel: str
    state: BroadcastState
    viewers: int
    """Waiting ones too, where nothing is on; 0 for who may not watch."""
    broadcast: BroadcastAnswer | None
    """None too for who may not watch."""
    pull: PullAnswer | None
    """None where the server fetches nothing for it, and for who may not watch."""
    title: str
    description: str
    category: str
    visibility: Visibility
    owner: str | None
    """Their name; None: the site's own."""
    picture: str | None
    """Where its picture is."""
    followers: int
    following: bool
    """Whether whoever asks does."""
    may: list[str]
    """What whoever asks may do."""
    needs: Need | None
    """What whoever asks lacks to watch it."""


class FollowedAnswer(Answer):
    """The channels that one follows, as far as they were asked for."""

    channels: list[ChannelAnswer]
    more: bool
    """Others are left out."""


class OwnChannelAnswer(ChannelAnswer):
    """A channel, and what whoever asks is to it."""

    standing: Standing


class OwnChannelsAnswer(Answer):
    """The channels that are somebody's business, their own first."""

    channels: list[OwnChannelAnswer]


def picture_path(info: ChannelInfo) -> str | None:
    """Where a channel's picture is; another address for each picture, so that it can be kept."""
    at = info.picture_at
    return None if at is None else f"/api/v1/channels/{info.name}/picture?v={at}"
