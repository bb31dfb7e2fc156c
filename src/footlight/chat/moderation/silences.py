"""Who may not write in rooms for a while, in the database."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from footlight.chat.moderation.conduct import Silence
from footlight.chat.moderation.marks import Marks
from footlight.chat.whom import Whom
from footlight.errors import LimitReachedError
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models import ChatTimeout

MOST: Final = 10_000
"""At once in one room."""
_KEPT: Final = Micros(30 * 24 * 3_600_000_000)
"""How long one that is over stays, for those who keep order."""


async def read_silences(session: AsyncSession, channel: ChannelName, now: Micros) -> list[Silence]:
    """Those in force in a room."""
    rows = await session.scalars(select(ChatTimeout).where(ChatTimeout.channel == channel, ChatTimeout.until > now))
    return [_silence(row) for row in rows]


async def add_silence(
    session: AsyncSession,
    channel: ChannelName,
    whom: Whom,
    reason: str,
    made_by: str | None,
    now: Micros,
    until: Micros,
) -> tuple[Silence, list[int]]:
    """Let somebody not write until then; gives the ids of those that this one takes the place of too.

    Raises:
        LimitReachedError: there are too many.
    """
    mine = ChatTimeout.person == whom.person if whom.person is not None else ChatTimeout.device.in_(whom.devices)
    before = list(
        await session.scalars(
            select(ChatTimeout.id).where(ChatTimeout.channel == channel, ChatTimeout.until > now, mine)
        )
    )
    await end_silences(session, channel, before, now)
    # What is over for long goes where something comes: so there is nothing to do by time.
    await session.execute(delete(ChatTimeout).where(ChatTimeout.channel == channel, ChatTimeout.until < now - _KEPT))
    there = select(func.count()).where(ChatTimeout.channel == channel, ChatTimeout.until > now)
    if (await session.scalar(there) or 0) >= MOST:
        raise LimitReachedError(f"{MOST} people are timed out here: that is all that a room takes")
    row = ChatTimeout(
        channel=channel,
        person=whom.person,
        device=whom.device,
        network=whom.household,
        nick=whom.nick if whom.person is None else None,
        reason=reason,
        made_by=made_by,
        at=now,
        until=until,
    )
    session.add(row)
    await session.flush()
    return _silence(row), before


async def end_silences(session: AsyncSession, channel: ChannelName, ids: Collection[int], now: Micros) -> list[int]:
    """Let them write again; gives those that were not over yet."""
    rows = await session.scalars(
        select(ChatTimeout).where(ChatTimeout.channel == channel, ChatTimeout.id.in_(ids), ChatTimeout.until > now)
    )
    ended = []
    for row in rows:
        row.until = now
        ended.append(row.id)
    await session.flush()
    return ended


def _silence(row: ChatTimeout) -> Silence:
    return Silence(
        row.id,
        Marks(
            frozenset() if row.person is None else frozenset({row.person}),
            frozenset() if row.device is None else frozenset({row.device}),
            frozenset() if row.network is None else frozenset({row.network}),
        ),
        row.reason,
        row.until,
    )
