"""Lines of chat that a deleted channel or account leaves."""

import pytest
from sqlalchemy import ColumnElement, func, insert, select

from footlight.accounts.chatlines import AT_ONCE
from footlight.errors import LastOwnerError
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models import ChatMessage, ChatReaction
from tests.accounts.site import Site

ROOM, OTHER = ChannelName("room"), ChannelName("other")
MANY = 2 * AT_ONCE + 7


async def fill(accounts: Site, channel: ChannelName, person: str | None, count: int) -> None:
    async with accounts.store.write() as session:
        last = await session.scalar(select(func.max(ChatMessage.seq)).where(ChatMessage.channel == channel)) or 0
        await session.execute(
            insert(ChatMessage),
            [
                {
                    "channel": channel,
                    "seq": last + number,
                    "person": person,
                    "device": b"browser",
                    "rank": "member",
                    "colour": "red",
                    "client_id": f"{person}{last + number}",
                    "kind": "say",
                    "text": "Hello",
                    "words": "hello",
                    "sent_at": number,
                }
                for number in range(1, count + 1)
            ],
        )


async def lines(accounts: Site, *which: ColumnElement[bool]) -> int:
    async with accounts.store.read() as session:
        return await session.scalar(select(func.count()).select_from(ChatMessage).where(*which)) or 0


async def test_a_channel_goes_with_all_its_lines(either: Site) -> None:
    ann = await either.person("Ann")
    for name in (ROOM, OTHER):
        await either.channels.make(ann, name)
    await fill(either, ROOM, ann, MANY)
    await fill(either, OTHER, ann, 3)
    async with either.store.write() as session:
        first = await session.scalar(select(func.min(ChatMessage.id)))
        session.add(ChatReaction(message=first, emoji="+", person=ann, at=Micros(1)))
    await either.channels.delete(ROOM)
    assert await lines(either) == 3
    async with either.store.read() as session:
        assert (await session.scalars(select(ChatReaction))).all() == []


async def test_an_account_leaves_all_its_lines_and_takes_its_own_rooms_along(either: Site) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    await either.channels.make(ann, ROOM)
    await either.channels.make(bob, OTHER)
    await fill(either, ROOM, bob, MANY)
    await fill(either, OTHER, ann, MANY)
    await fill(either, OTHER, bob, 2)
    await either.people.delete(ann)
    assert await lines(either, ChatMessage.channel == ROOM) == 0
    assert await lines(either, ChatMessage.person.is_(None), ChatMessage.device.is_(None)) == MANY
    assert await lines(either, ChatMessage.person == bob, ChatMessage.device.is_not(None)) == 2


async def test_who_cannot_go_loses_nothing(accounts: Site) -> None:
    owner = (await accounts.people.create("Olga", None, "owner")).id
    await accounts.channels.make(owner, ROOM)
    await fill(accounts, ROOM, owner, 3)
    with pytest.raises(LastOwnerError):
        await accounts.people.delete(owner)
    assert await lines(accounts, ChatMessage.person == owner) == 3
