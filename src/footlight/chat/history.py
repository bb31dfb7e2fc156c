"""What was written in a room, a page at a time, and what is found in it.

Pages go by a line's place in its room, so that each reads as many rows as it gives (and those between that are
deleted). What is looked for is found by words, as `footlight.chat.words` makes them of lines and of questions alike.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, cast, column, func, literal_column, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession

from footlight.chat.line import Author, Line
from footlight.chat.reading import cleared_up_to, read_lines
from footlight.chat.words import asked
from footlight.errors import TextInvalidError
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models import ChatMessage, ChatReaction
from footlight.store.store import Store

MOST: Final = 100
"""Lines of one page."""
MOST_WORDS: Final = 8
"""That can be looked for at once."""
LONGEST: Final = 200
"""Signs of what is looked for."""
_AWAY: Final = Micros(60_000_000)
"""How far the clocks of two servers may be apart."""
_NEAR: Final = 2_048
"""Lines that are looked through one by one, for words that are in many of them."""
_FEW: Final = 3_000
"""Lines that are read to find the newest of them."""


class History:
    """The lines of all rooms."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def newest(self, channel: ChannelName, limit: int = 50) -> list[Line]:
        """The last lines of a room, the oldest first; deleted ones are left out."""
        return await self.page(channel, limit=limit)

    async def page(
        self, channel: ChannelName, *, before: int | None = None, after: int | None = None, limit: int = MOST
    ) -> list[Line]:
        """Lines in order, at most `MOST`; deleted ones are left out. Nothing where the room has no such line.

        Args:
            before: a line's id: those before it, the nearest.
            after: a line's id: those after it, the nearest.
        """
        asks = select(ChatMessage).where(*_shown(channel))
        if before is not None:
            asks = asks.where(ChatMessage.seq < _place(channel, before))
        if after is not None:
            asks = asks.where(ChatMessage.seq > _place(channel, after))
        forward = after is not None and before is None
        asks = asks.order_by(ChatMessage.seq if forward else ChatMessage.seq.desc()).limit(min(limit, MOST))
        async with self._store.read() as session:
            rows = (await session.scalars(asks)).all()
            return await read_lines(session, rows if forward else rows[::-1])

    async def following(self, channel: ChannelName, seq: int) -> list[Line]:
        """Lines whose place in the room is after ``seq``, as of `page`: for going through all of it."""
        asks = select(ChatMessage).where(*_shown(channel), ChatMessage.seq > seq)
        async with self._store.read() as session:
            return await read_lines(session, (await session.scalars(asks.order_by(ChatMessage.seq).limit(MOST))).all())

    async def line(self, channel: ChannelName, message: int) -> Line | None:
        """One line of a room, deleted or not; None where the room was cleared since."""
        asks = select(ChatMessage).where(
            ChatMessage.id == message, ChatMessage.channel == channel, ChatMessage.id > cleared_up_to(channel)
        )
        async with self._store.read() as session:
            row = await session.scalar(asks)
            if row is None:
                return None
            return (await read_lines(session, [row]))[0]

    async def changed(self, channel: ChannelName, since: int, limit: int = MOST) -> list[Line]:
        """What became of lines while somebody was away: the newest ``limit`` changes, each line as it is now.

        Args:
            since: the id of the last line that they have; changes of it and of those before are told, from when it was
                sent. Some that they know already can be among them.
        """
        async with self._store.read() as session:
            last = await session.get(ChatMessage, since)
            if last is None or last.channel != channel:
                return []
            rows = await session.scalars(
                select(ChatMessage)
                .where(
                    ChatMessage.channel == channel,
                    ChatMessage.changed_at.is_not(None),
                    ChatMessage.changed_at >= last.sent_at - _AWAY,
                    ChatMessage.seq <= last.seq,
                    ChatMessage.id > cleared_up_to(channel),
                )
                .order_by(ChatMessage.changed_at.desc())
                .limit(min(limit, MOST))
            )
            return await read_lines(session, sorted(rows, key=lambda row: row.seq))

    async def own_reactions(self, author: Author, messages: Collection[int]) -> dict[int, set[str]]:
        """Which signs somebody put under these lines."""
        whose: ColumnElement[bool] = ChatReaction.person == author.person
        if author.person is None:
            whose = ChatReaction.nick.is_not(None) & (ChatReaction.device == author.device)
        async with self._store.read() as session:
            rows = await session.execute(
                select(ChatReaction.message, ChatReaction.emoji).where(ChatReaction.message.in_(messages), whose)
            )
            found: dict[int, set[str]] = {}
            for message, emoji in rows:
                found.setdefault(message, set()).add(emoji)
            return found

    async def search(
        self, channel: ChannelName, words: str, *, before: int | None = None, limit: int = 50
    ) -> list[Line]:
        """Lines with all these words, the newest first; the last word may be the beginning of one.

        Args:
            before: a line's id: go on after it.

        Raises:
            TextInvalidError: there is no word in it, or there are too many.
        """
        if len(words) > LONGEST:
            raise TextInvalidError(f"what is looked for has at most {LONGEST} letters")
        whole, beginning = asked(words)
        count = len(whole) + (beginning is not None)
        if not 1 <= count <= MOST_WORDS:
            raise TextInvalidError(f"give 1 to {MOST_WORDS} words to look for")
        most = min(limit, MOST)
        async with self._store.read() as session:
            if (await session.connection()).dialect.name == "sqlite":
                rows = await _search_sqlite(session, channel, whole, beginning, before, most)
            else:
                rows = await _search_postgres(session, channel, whole, beginning, before, most)
            return await read_lines(session, rows)


def _shown(channel: ChannelName) -> tuple[ColumnElement[bool], ...]:
    return (
        ChatMessage.channel == channel,
        ChatMessage.deleted_at.is_(None),
        ChatMessage.id > cleared_up_to(channel),
    )


def _place(channel: ChannelName, message: int) -> Any:
    return select(ChatMessage.seq).where(ChatMessage.id == message, ChatMessage.channel == channel).scalar_subquery()


async def _search_sqlite(
    session: AsyncSession, channel: ChannelName, whole: list[str], beginning: str | None, before: int | None, limit: int
) -> Sequence[ChatMessage]:
    """The index gives ids from the newest on, and no more than are asked for."""
    parts = [f'"#{channel}"', *(f'"{word}"' for word in whole)]
    if beginning is not None:
        parts.append(f'"{beginning}" *')
    rowid: ColumnElement[int] = column("rowid")
    found = select(rowid).select_from(table("chat_text")).where(text("chat_text MATCH :asked"))
    found = found.where(rowid > cleared_up_to(channel))
    if before is not None:
        found = found.where(rowid < before)
    found = found.order_by(rowid.desc()).limit(limit)
    ids = list(await session.scalars(found, {"asked": " AND ".join(parts)}))
    rows = await session.scalars(select(ChatMessage).where(ChatMessage.id.in_(ids)).order_by(ChatMessage.id.desc()))
    return rows.all()


async def _search_postgres(
    session: AsyncSession, channel: ChannelName, whole: list[str], beginning: str | None, before: int | None, limit: int
) -> Sequence[ChatMessage]:
    """Its index gives all that there are, in no order: words that are in many lines are looked for from the newest on.

    First in the last lines, where a frequent word is; then by the index, where a rare one is; only for words that were
    frequent long ago all lines are walked through.
    """
    parts = [f"'#{channel}'", *(f"'{word}'" for word in whole)]
    if beginning is not None:
        parts.append(f"'{beginning}':*")
    question = cast(cast(" & ".join(parts), Text), TSQUERY)
    matches: ColumnElement[bool] = literal_column("chat_message.found_by").bool_op("@@")(question)
    if before is None:
        top = func.coalesce(func.max(ChatMessage.seq), 0) + 1
        last = await session.scalar(select(top).where(ChatMessage.channel == channel))
    else:
        last = await session.scalar(select(_place(channel, before)))
    if last is None:
        return []
    here = select(ChatMessage).where(*_shown(channel))
    newest_first = ChatMessage.seq.desc()
    # By hand: the planner would rather have all lines with a frequent word.
    near = (
        select(ChatMessage.id, ChatMessage.seq, literal_column("chat_message.found_by").label("found_by"))
        .where(ChatMessage.channel == channel, ChatMessage.seq < last, ChatMessage.seq >= last - _NEAR)
        .cte()
        .prefix_with("MATERIALIZED")
    )
    within = near.c.found_by.bool_op("@@")(question)
    ids = list(await session.scalars(select(near.c.id).where(within).order_by(near.c.seq.desc()).limit(limit)))
    found = (await session.scalars(here.where(ChatMessage.id.in_(ids)).order_by(newest_first))).all()
    if len(found) == limit or last <= _NEAR:
        return found
    # All that there are, unless there are many: then some of them.
    some = select(ChatMessage.id, ChatMessage.seq).where(matches).limit(_FEW).cte().prefix_with("MATERIALIZED")
    ids = list(await session.scalars(select(some.c.id).where(some.c.seq < last).order_by(some.c.seq.desc())))
    if len(ids) < _FEW:
        return (await session.scalars(here.where(ChatMessage.id.in_(ids[:limit])).order_by(newest_first))).all()
    return (
        await session.scalars(here.where(matches, ChatMessage.seq < last).order_by(newest_first).limit(limit))
    ).all()
