"""Puts together what is told of channels: what is kept of them, and what is on."""

from collections.abc import Collection, Sequence
from typing import Final, Protocol

from footlight.accounts.follows import Follows
from footlight.accounts.identity import Identity
from footlight.api.v1.channelanswers import BroadcastAnswer, ChannelAnswer, PullAnswer, picture_path
from footlight.api.v1.sight import Sight
from footlight.hub.directory import Directory
from footlight.ingest.pull.sources import PullInfo
from footlight.model.broadcast import Broadcast, BroadcastState
from footlight.model.channel import ChannelName

_PLACES: Final[dict[BroadcastState, int]] = {"live": 0, "away": 1}
_LAST: Final = 2


class Pulls(Protocol):
    """Knows which channels' broadcasts the server fetches itself."""

    async def among(self, channels: Collection[ChannelName]) -> dict[ChannelName, PullInfo]:
        """How it goes with those of the channels for which something is fetched."""


class Telling:
    """Tells of channels, one or many in as many questions to the store."""

    def __init__(self, directory: Directory, pulls: Pulls, follows: Follows) -> None:
        self._directory = directory
        self._pulls = pulls
        self._follows = follows

    async def one(self, sight: Sight) -> ChannelAnswer:
        """What whoever asks is told of a channel."""
        broadcast = await self._directory.broadcast(sight.name)
        pulls = await self._pulls.among([sight.name])
        person = _reader(sight.who)
        following = person is not None and await self._follows.has(person, sight.name)
        return await self._tell(sight, broadcast, pulls, following=following)

    async def all(self, sights: Sequence[Sight]) -> list[ChannelAnswer]:
        """The same of many that one asks for, in their order."""
        if not sights:
            return []
        broadcasts = {one.channel: one for one in await self._directory.broadcasts()}
        pulls = await self._pulls.among([sight.name for sight in sights])
        person = _reader(sights[0].who)
        followed = set() if person is None else set(await self._follows.of(person))
        return [
            await self._tell(sight, broadcasts.get(sight.name), pulls, following=sight.name in followed)
            for sight in sights
        ]

    async def on_first(self, channels: Sequence[ChannelName]) -> list[ChannelName]:
        """The same channels: those that are live first, then those that are away, and else in their order."""
        places = {one.channel: _PLACES.get(one.state, _LAST) for one in await self._directory.broadcasts()}
        return sorted(channels, key=lambda channel: places.get(channel, _LAST))

    async def _tell(
        self,
        sight: Sight,
        broadcast: Broadcast | None,
        pulls: dict[ChannelName, PullInfo],
        *,
        following: bool,
    ) -> ChannelAnswer:
        info, watches, pull = sight.info, sight.watches, pulls.get(sight.name)
        return ChannelAnswer(
            channel=sight.name,
            state="offline" if broadcast is None else broadcast.state,
            viewers=await self._directory.viewers(sight.name) if watches else 0,
            broadcast=BroadcastAnswer.of(broadcast) if broadcast is not None and watches else None,
            pull=PullAnswer.of(pull) if pull is not None and watches else None,
            title=info.title,
            description=info.description,
            category=info.category,
            visibility=info.visibility,
            owner=None if info.owner is None else info.owner.name,
            picture=picture_path(info),
            followers=info.followers,
            following=following,
            may=sight.actions,
            needs=sight.needs,
        )


def _reader(who: Identity | None) -> str | None:
    """The person who may be told what they follow."""
    return who.person if who is not None and "read" in who.scopes else None
