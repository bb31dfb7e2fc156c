"""Who is shut out of rooms, in the database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from footlight.chat.moderation.conduct import Ban
from footlight.chat.moderation.marks import Marks
from footlight.chat.whom import Whom
from footlight.errors import LimitReachedError, OptionInvalidError
from footlight.model.channel import ChannelName
from footlight.model.names import skeleton
from footlight.model.units import Micros
from footlight.store.models import ChatBan, ChatTimeout, Person
from footlight.store.store import Store

_Row = TypeVar("_Row", ChatBan, ChatTimeout)

MOST: Final = 10_000
"""In one room."""


@dataclass(frozen=True, slots=True)
class BanInfo:
    """One ban, as those who keep order read it."""

    id: int
    nick: str | None
    """None: an account that is no more."""
    account: bool
    browser: bool
    network: str | None
    reason: str
    by: str | None
    at: Micros


class Bans:
    """Those of all rooms."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, channel: ChannelName) -> list[BanInfo]:
        """All bans of a room, the newest first."""
        by, whom = aliased(Person), aliased(Person)
        asks = (
            select(ChatBan, whom.name, by.name)
            .outerjoin(whom, whom.id == ChatBan.person)
            .outerjoin(by, by.id == ChatBan.made_by)
            .where(ChatBan.channel == channel)
            .order_by(ChatBan.id.desc())
        )
        async with self._store.read() as session:
            rows = (await session.execute(asks)).all()
        return [
            BanInfo(
                id=row.id,
                nick=name or row.nick,
                account=row.person is not None,
                browser=row.device is not None,
                network=row.network,
                reason=row.reason,
                by=made_by,
                at=row.at,
            )
            for row, name, made_by in rows
        ]


async def read_bans(session: AsyncSession, channel: ChannelName) -> list[Ban]:
    """Those in force in a room."""
    rows = await session.scalars(select(ChatBan).where(ChatBan.channel == channel))
    return [_ban(row) for row in rows]


async def add_bans(
    session: AsyncSession, channel: ChannelName, whom: Whom, reason: str, made_by: str | None, now: Micros
) -> list[Ban]:
    """Shut somebody out: their account, the browsers they are known by, and their network.

    Raises:
        LimitReachedError: there are too many.
        OptionInvalidError: they are out already.
    """
    mine = ChatBan.person == whom.person if whom.person is not None else ChatBan.device.in_(whom.devices)
    there = select(func.count()).where(ChatBan.channel == channel)
    if await session.scalar(there.where(mine)):
        raise OptionInvalidError(f"{whom.nick} is banned already")
    if (await session.scalar(there) or 0) + max(1, len(whom.devices)) > MOST:
        raise LimitReachedError(f"{MOST} bans are all that a room takes: lift some")
    rows = [
        ChatBan(
            channel=channel,
            person=whom.person,
            device=device,
            network=whom.network if place == 0 else None,
            nick=whom.nick if whom.person is None else None,
            reason=reason,
            made_by=made_by,
            at=now,
        )
        for place, device in enumerate(whom.devices or (None,))
    ]
    session.add_all(rows)
    await session.flush()
    return [_ban(row) for row in rows]


async def drop_bans(session: AsyncSession, channel: ChannelName, ids: Collection[int]) -> None:
    """Let them in again."""
    await session.execute(delete(ChatBan).where(ChatBan.channel == channel, ChatBan.id.in_(ids)))


async def called(session: AsyncSession, table: type[_Row], channel: ChannelName, nick: str) -> Sequence[_Row]:
    """The rows against somebody of this name, or one that looks like it: also where they are gone for long."""
    alike = skeleton(nick)
    rows = (
        await session.execute(
            select(table, Person.skeleton)
            .outerjoin(Person, Person.id == table.person)
            .where(table.channel == channel, (Person.skeleton == alike) | table.nick.is_not(None))
        )
    ).all()
    return [row for row, of_account in rows if of_account == alike or (row.nick and skeleton(row.nick) == alike)]


def _ban(row: ChatBan) -> Ban:
    return Ban(
        row.id,
        Marks(
            frozenset() if row.person is None else frozenset({row.person}),
            frozenset() if row.device is None else frozenset({row.device}),
            frozenset() if row.network is None else frozenset({row.network}),
        ),
        row.reason,
    )
