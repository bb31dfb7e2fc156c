"""Who follows what."""

import asyncio

import pytest

from footlight.accounts.follows import MOST
from footlight.errors import ChannelUnknownError, LimitReachedError
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models import Channel, Follow
from tests.accounts.site import Site

LOBBY, STAGE, NOWHERE = ChannelName("lobby"), ChannelName("stage"), ChannelName("nowhere")


async def test_a_person_follows_channels_and_leaves_them(either: Site) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    for name in (LOBBY, STAGE):
        await either.channels.make(None, name)
        either.clock.forward(1)
        await either.follows.follow(ann, name)
    await either.follows.follow(ann, LOBBY)
    await either.follows.follow(bob, LOBBY)
    assert await either.follows.of(ann) == [STAGE, LOBBY]
    assert await either.follows.has(ann, LOBBY)
    assert not await either.follows.has(bob, STAGE)
    assert await either.follows.counts([LOBBY, STAGE, NOWHERE]) == {LOBBY: 2, STAGE: 1, NOWHERE: 0}
    assert (await either.channels.info(LOBBY)).followers == 2
    await either.follows.unfollow(ann, LOBBY)
    await either.follows.unfollow(ann, LOBBY)
    assert await either.follows.of(ann) == [STAGE]
    assert await either.follows.counts([LOBBY]) == {LOBBY: 1}


async def test_what_there_is_not_is_not_followed(either: Site) -> None:
    ann = await either.person("Ann")
    with pytest.raises(ChannelUnknownError):
        await either.follows.follow(ann, NOWHERE)
    await either.follows.unfollow(ann, NOWHERE)


async def test_following_twice_at_once_counts_once(either: Site) -> None:
    ann = await either.person("Ann")
    await either.channels.make(None, LOBBY)
    await asyncio.gather(*(either.follows.follow(ann, LOBBY) for _ in range(10)))
    assert await either.follows.counts([LOBBY]) == {LOBBY: 1}


async def test_a_deleted_channel_is_followed_by_nobody(either: Site) -> None:
    ann = await either.person("Ann")
    await either.channels.make(None, LOBBY)
    results = await asyncio.gather(
        either.follows.follow(ann, LOBBY), either.channels.delete(LOBBY), return_exceptions=True
    )
    assert results[1] is None
    assert await either.follows.of(ann) == []


async def test_one_person_follows_a_bounded_number(either: Site) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    names = [ChannelName(f"c{number}") for number in range(MOST + 1)]
    async with either.store.write() as session:
        session.add_all(Channel(name=name, created_at=Micros(1)) for name in names)
        await session.flush()
        session.add_all(Follow(person=ann, channel=name, since=Micros(1)) for name in names[:MOST])
    with pytest.raises(LimitReachedError):
        await either.follows.follow(ann, names[MOST])
    # Again what is followed already costs nothing.
    await either.follows.follow(ann, names[0])
    await either.follows.unfollow(ann, names[0])
    await either.follows.follow(ann, names[MOST])
    await either.follows.follow(bob, names[MOST])
    assert sum((await either.follows.counts(names)).values()) == MOST + 1
