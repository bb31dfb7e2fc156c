"""The filters of rooms, in the database, and what they would have caught."""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from footlight.chat.line import Line
from footlight.chat.moderation.filters import ACTIONS, KINDS, Action, Filter, Filters, Kind, checked
from footlight.chat.moderation.heard import LATELY
from footlight.chat.moderation.log import note
from footlight.chat.moderation.looked import alike
from footlight.chat.presence import Client
from footlight.chat.ranks import Deed, Rank, check
from footlight.chat.room import Room
from footlight.chat.whom import Ranks
from footlight.errors import LimitReachedError, MessageUnknownError
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.units import Micros
from footlight.store.models import ChatFilter
from footlight.store.store import Store

MOST: Final = 200
"""Filters of one room."""
LOOKED_AT: Final = 1_000
"""Lines of a preview: the last ones."""


@dataclass(frozen=True, slots=True)
class FilterInfo:
    """One filter, as those who set it read it."""

    id: int
    kind: Kind
    pattern: str
    action: Action
    at: Micros


@dataclass(frozen=True, slots=True)
class Preview:
    """What a filter would have caught."""

    looked_at: int
    """Lines."""
    caught: list[Line]
    """The oldest first."""


class Pages(Protocol):
    """What was said before."""

    async def page(self, channel: ChannelName, *, before: int | None = None) -> list[Line]:
        """The lines before one, or the newest; oldest first."""


class FilterBook:
    """Those of all rooms. Who adds and removes them must be allowed to at the moment that it is written."""

    def __init__(self, store: Store, clock: Clock, ranks: Ranks, pages: Pages) -> None:
        self._store = store
        self._clock = clock
        self._ranks = ranks
        self._pages = pages

    async def of(self, channel: ChannelName) -> list[FilterInfo]:
        """All filters of a room, the oldest first."""
        async with self._store.read() as session:
            return [_info(row) for row in await _rows(session, channel)]

    async def add(self, room: Room, by: Client, kind: str, pattern: str, action: str) -> FilterInfo:
        """Let a room's lines be looked through for something else too.

        Raises:
            NotAllowedError: they may not.
            OptionInvalidError: there can be no such filter.
            LimitReachedError: there are too many.
        """
        check(Deed.FILTERS, by.rank)
        of, what, does = checked(kind, pattern, action)
        async with self._store.write() as session:
            await self._check(session, room, by)
            there = select(func.count()).where(ChatFilter.channel == room.channel)
            if (await session.scalar(there) or 0) >= MOST:
                raise LimitReachedError(f"{MOST} filters are all that a room takes: remove some")
            row = ChatFilter(
                channel=room.channel,
                kind=of,
                pattern=what,
                action=does,
                made_by=by.caller.person,
                at=self._clock.now(),
            )
            session.add(row)
            await session.flush()
            detail = {"filter": row.id, "kind": of, "pattern": what, "action": does, "on": True}
            note(session, room.channel, row.at, "filters", by.caller.person, detail=detail)
            filters = await read_filters(session, room.channel)
        room.conduct.filters = Filters(filters)
        return _info(row)

    async def remove(self, room: Room, by: Client, id: int) -> None:
        """Look through for this no longer.

        Raises:
            NotAllowedError: they may not.
            MessageUnknownError: there is no such filter.
        """
        check(Deed.FILTERS, by.rank)
        async with self._store.write() as session:
            await self._check(session, room, by)
            row = await session.get(ChatFilter, id)
            if row is None or row.channel != room.channel:
                raise MessageUnknownError("this chat has no such filter")
            await session.delete(row)
            detail = {"filter": id, "kind": row.kind, "pattern": row.pattern, "action": row.action, "on": False}
            note(session, room.channel, self._clock.now(), "filters", by.caller.person, detail=detail)
            await session.flush()
            filters = await read_filters(session, room.channel)
        room.conduct.filters = Filters(filters)

    async def preview(self, room: Room, by: Client, kind: str, pattern: str) -> Preview:
        """What a filter would have caught of the last lines, whoever wrote them.

        Raises:
            NotAllowedError: they may not.
            OptionInvalidError: there can be no such filter.
        """
        check(Deed.FILTERS, by.rank)
        of, what, does = checked(kind, pattern, "hold")
        lines: deque[Line] = deque()
        while len(lines) < LOOKED_AT:
            page = await self._pages.page(room.channel, before=lines[0].id if lines else None)
            if not page:
                break
            lines.extendleft(reversed(page))
        return Preview(len(lines), await _caught(Filters([Filter(0, of, what, does)]), lines))

    async def _check(self, session: AsyncSession, room: Room, by: Client) -> None:
        person = by.caller.person or ""
        ranks = await self._ranks.ranks(session, room.channel, [person])
        check(Deed.FILTERS, ranks.get(person, Rank.GUEST))


async def read_filters(session: AsyncSession, channel: ChannelName) -> list[Filter]:
    """Those of a room."""
    infos = map(_info, await _rows(session, channel))
    return [Filter(one.id, one.kind, one.pattern, one.action) for one in infos]


async def _rows(session: AsyncSession, channel: ChannelName) -> list[ChatFilter]:
    asks = select(ChatFilter).where(ChatFilter.channel == channel).order_by(ChatFilter.id)
    return list(await session.scalars(asks))


async def _caught(filters: Filters, lines: Iterable[Line]) -> list[Line]:
    found: list[Line] = []
    said: dict[tuple[str, str], deque[Micros]] = {}
    for place, line in enumerate(lines, 1):
        times = said.setdefault((line.author.key, alike(line.text)), deque())
        while times and times[0] <= line.sent_at - LATELY:
            times.popleft()
        if filters.caught(line.text, len(times)) is not None:
            found.append(line)
        times.append(line.sent_at)
        if place % 50 == 0:
            # Others are served meanwhile.
            await asyncio.sleep(0)
    return found


def _info(row: ChatFilter) -> FilterInfo:
    kind = next(one for one in KINDS if one == row.kind)
    action = next(one for one in ACTIONS if one == row.action)
    return FilterInfo(row.id, kind, row.pattern, action, row.at)
