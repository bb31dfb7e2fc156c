"""Which channels people follow."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import delete, func, select

from footlight.accounts.keys import unknown_channel
from footlight.errors import LimitReachedError
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.store.models import Channel, Follow
from footlight.store.store import Store

MOST: Final = 2_000
"""That one person follows."""


class Follows:
    """Who follows what, on one site."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def follow(self, person: str, channel: ChannelName) -> None:
        """Follow a channel; once more does nothing.

        Raises:
            ChannelUnknownError: there is no such channel.
            LimitReachedError: the person follows as many as one can.
        """
        async with self._store.write() as session:
            if await session.get(Channel, channel) is None:
                raise unknown_channel(channel)
            if await session.get(Follow, (person, channel)) is not None:
                return
            if (await session.scalar(select(func.count()).where(Follow.person == person)) or 0) >= MOST:
                raise LimitReachedError(f"{MOST} channels are all that one person can follow: leave some")
            session.add(Follow(person=person, channel=channel, since=self._clock.now()))

    async def unfollow(self, person: str, channel: ChannelName) -> None:
        """Follow it no longer; nothing where that was so already."""
        async with self._store.write() as session:
            await session.execute(delete(Follow).where(Follow.person == person, Follow.channel == channel))

    async def of(self, person: str) -> list[ChannelName]:
        """What a person follows, the newest first."""
        async with self._store.read() as session:
            rows = await session.scalars(
                select(Follow.channel).where(Follow.person == person).order_by(Follow.since.desc(), Follow.channel)
            )
            return list(rows)

    async def has(self, person: str, channel: ChannelName) -> bool:
        """Whether a person follows a channel."""
        async with self._store.read() as session:
            return await session.get(Follow, (person, channel)) is not None

    async def counts(self, channels: Collection[ChannelName]) -> dict[ChannelName, int]:
        """How many follow each of the channels; none is left out."""
        async with self._store.read() as session:
            rows = await session.execute(
                select(Follow.channel, func.count()).where(Follow.channel.in_(channels)).group_by(Follow.channel)
            )
            found = dict.fromkeys(channels, 0)
            found.update((channel, count) for channel, count in rows)
            return found
