"""The lines of chat that a deleted channel or account leaves: there can be a million, so they go a few at a time.

A transaction that takes seconds would hold up everybody who writes anything. What is left for the last one is little.
"""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import delete, select, update

from footlight.model.channel import ChannelName
from footlight.store.models import ChatMessage
from footlight.store.store import Store

AT_ONCE: Final = 500


async def empty_rooms(store: Store, channels: Iterable[ChannelName]) -> None:
    """Delete all lines of these channels' rooms, with what belongs to them."""
    for channel in channels:
        some = select(ChatMessage.id).where(ChatMessage.channel == channel).limit(AT_ONCE)
        more = True
        while more:
            async with store.write() as session:
                ids = list(await session.scalars(some))
                await session.execute(delete(ChatMessage).where(ChatMessage.id.in_(ids)))
            more = len(ids) == AT_ONCE


async def leave_lines(store: Store, person: str) -> None:
    """Let a person's lines tell of nobody: not by their browser either."""
    some = select(ChatMessage.id).where(ChatMessage.person == person).limit(AT_ONCE)
    more = True
    while more:
        async with store.write() as session:
            ids = list(await session.scalars(some))
            lines = update(ChatMessage).where(ChatMessage.id.in_(ids))
            await session.execute(lines.values(person=None, device=None, colour=""))
        more = len(ids) == AT_ONCE
