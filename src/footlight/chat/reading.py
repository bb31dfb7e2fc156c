"""Rows of the database as lines: with the names that accounts have now, what is answered, and what is under them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, get_args

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from footlight.chat.line import QUOTED, Author, Kind, Line, Quote, Reaction
from footlight.chat.ranks import Rank
from footlight.model.channel import ChannelName
from footlight.store.models import ChatMessage, ChatReaction, ChatSetting, Person

_NAMED: Final = 20
"""Who is told of those that gave a sign; of more only how many."""


def cleared_up_to(channel: ChannelName | InstrumentedAttribute[ChannelName]) -> ScalarSelect[int]:
    """Up to which line a room is cleared, within a statement, or that of each row; 0 where it never was."""
    newest = func.coalesce(func.max(ChatSetting.cleared_up_to), 0)
    of_room = select(newest).where(ChatSetting.channel == channel)
    return (of_room if isinstance(channel, str) else of_room.correlate(channel.class_)).scalar_subquery()


def shown_in(channel: ChannelName) -> tuple[ColumnElement[bool], ...]:
    """Which lines of a room are there to be read, within a statement."""
    return (
        ChatMessage.channel == channel,
        ChatMessage.deleted_at.is_(None),
        ChatMessage.id > cleared_up_to(channel),
    )


def place_of(channel: ChannelName, message: int) -> ScalarSelect[int]:
    """Where in its room a line is, within a statement."""
    return select(ChatMessage.seq).where(ChatMessage.id == message, ChatMessage.channel == channel).scalar_subquery()


async def read_lines(
    session: AsyncSession, rows: Sequence[ChatMessage], *, new: Iterable[ChatMessage] = ()
) -> list[Line]:
    """The lines that ``rows`` are, in the same order.

    Args:
        new: those of them that nobody can have reacted to yet.
    """
    answered = {row.reply_to for row in rows if row.reply_to is not None}
    quoted: dict[int, ChatMessage] = {}
    if answered:
        found = await session.scalars(select(ChatMessage).where(ChatMessage.id.in_(answered)))
        quoted = {row.id: row for row in found}
    names = await _names(session, {row.person for row in (*rows, *quoted.values()) if row.person is not None})
    young = {row.id for row in new}
    reactions = await _reactions(session, {row.id for row in rows} - young)
    lines = []
    for row in rows:
        deleted = row.deleted_at is not None
        answer = None if row.reply_to is None else quoted.get(row.reply_to)
        lines.append(
            Line(
                id=row.id,
                seq=row.seq,
                author=_author(row, names),
                kind=next(kind for kind in get_args(Kind) if kind == row.kind),
                text="" if deleted else row.text,
                reply_to=row.reply_to,
                reply=None if answer is None else _quote(answer, names),
                sent_at=row.sent_at,
                edited_at=row.edited_at,
                deleted_at=row.deleted_at,
                reactions=() if deleted else tuple(reactions[row.id]),
            )
        )
    return lines


def _author(row: ChatMessage, names: dict[str, str]) -> Author:
    rank = Rank(row.rank)
    if row.person is not None:
        return Author(f"p:{row.person}", names.get(row.person, ""), rank, row.colour, row.person, row.device)
    if row.nick is not None and row.device is not None:
        return Author(f"g:{row.device.hex()}", row.nick, rank, row.colour, None, row.device)
    return Author("", "", rank, row.colour, None, None)


def _quote(row: ChatMessage, names: dict[str, str]) -> Quote:
    text = row.text[:QUOTED] if row.deleted_at is None else ""
    return Quote(row.id, _author(row, names).nick, text, row.person)


async def _names(session: AsyncSession, persons: set[str]) -> dict[str, str]:
    if not persons:
        return {}
    rows = await session.execute(select(Person.id, Person.name).where(Person.id.in_(persons)))
    return {row.id: row.name for row in rows}


async def _reactions(session: AsyncSession, messages: set[int]) -> dict[int, list[Reaction]]:
    found: dict[int, list[Reaction]] = defaultdict(list)
    if not messages:
        return found
    same = (ChatReaction.message, ChatReaction.emoji)
    numbered = (
        select(
            *same,
            func.coalesce(Person.name, ChatReaction.nick).label("nick"),
            func.row_number().over(partition_by=same, order_by=ChatReaction.id).label("place"),
            func.count().over(partition_by=same).label("count"),
            func.min(ChatReaction.id).over(partition_by=same).label("first"),
        )
        .outerjoin(Person, Person.id == ChatReaction.person)
        .where(ChatReaction.message.in_(messages))
        .subquery()
    )
    rows = await session.execute(
        select(numbered.c.message, numbered.c.emoji, numbered.c.nick, numbered.c.count)
        .where(numbered.c.place <= _NAMED)
        .order_by(numbered.c.message, numbered.c.first, numbered.c.place)
    )
    nicks: dict[tuple[int, str], list[str]] = {}
    counts: dict[tuple[int, str], int] = {}
    for message, emoji, nick, count in rows:
        nicks.setdefault((message, emoji), []).append(nick or "")
        counts[message, emoji] = count
    for (message, emoji), some in nicks.items():
        found[message].append(Reaction(emoji, counts[message, emoji], tuple(some)))
    return found
