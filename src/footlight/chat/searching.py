"""How lines are found by their words on each database, the newest first."""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Select, Text, cast, column, func, literal_column, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession

from footlight.chat.reading import cleared_up_to, place_of, shown_in
from footlight.model.channel import ChannelName
from footlight.store.models import ChatMessage

_NEAR: Final = 2_048
"""Lines that are looked through one by one, for words that are in many of them."""
_BLOCKS: Final = ((".", 12, 8), (":", 16, 16))
"""Lines are numbered by blocks of two sizes, of 2 to the power of so many, in ``found_by`` of migration ``0004``; and
so many blocks are looked through at once."""


async def lines_with(
    session: AsyncSession, channel: ChannelName, whole: list[str], beginning: str | None, before: int | None, limit: int
) -> Sequence[ChatMessage]:
    """Lines with all these words, and with one that begins so; before a line's id, if any."""
    if (await session.connection()).dialect.name == "sqlite":
        return await _in_sqlite(session, channel, whole, beginning, before, limit)
    return await _in_postgres(session, channel, whole, beginning, before, limit)


async def _in_sqlite(
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


async def _in_postgres(
    session: AsyncSession, channel: ChannelName, whole: list[str], beginning: str | None, before: int | None, limit: int
) -> Sequence[ChatMessage]:
    """Its index gives all that there are, in no order: so it is asked for some of a room after the other.

    A word is in hardly any more lines of the blocks that are asked for next than there are blocks to one of those
    before, where there were too few; so however frequent it is, few lines are read that are not told.
    """
    words = [f"'{word}'" for word in whole]
    if beginning is not None:
        words.append(f"'{beginning}':*")
    ids = await _near(session, channel, _question(words), before, limit)
    if len(ids) < limit:
        last = await session.scalar(_last(channel, before)) or 0
        first, further = last - _NEAR, _further(channel, last)
        while len(ids) < limit and first > 1:
            first, where = next(further)
            ids = await _among(session, _question([where, *words]), last, limit)
    rows = select(ChatMessage).where(*shown_in(channel), ChatMessage.id.in_(ids)).order_by(ChatMessage.seq.desc())
    return (await session.scalars(rows)).all()


async def _near(
    session: AsyncSession, channel: ChannelName, question: ColumnElement[str], before: int | None, limit: int
) -> Sequence[int]:
    """Ids of lines: the last ones, or those before one, are walked through until there are so many."""
    found_by: ColumnElement[str] = literal_column("chat_message.found_by")
    # By hand: the planner would rather have all lines with a frequent word. The bound is a part of the text, which is
    # planned for it.
    here = [ChatMessage.channel == channel]
    if before is not None:
        here.append(ChatMessage.seq < place_of(channel, before))
    near = (
        select(ChatMessage.id, ChatMessage.seq, found_by.label("found_by"))
        .where(*here)
        .order_by(ChatMessage.seq.desc())
        .limit(literal_column(str(_NEAR)))
        .subquery()
    )
    within = near.c.found_by.bool_op("@@")(question)
    return (await session.scalars(select(near.c.id).where(within).order_by(near.c.seq.desc()).limit(limit))).all()


def _last(channel: ChannelName, before: int | None) -> Select[int]:
    """Where in its room a line is, or the next one will be; nothing where there is none."""
    if before is not None:
        return select(place_of(channel, before))
    return select(func.max(ChatMessage.seq) + 1).where(ChatMessage.channel == channel)


async def _among(session: AsyncSession, question: ColumnElement[str], last: int, limit: int) -> Sequence[int]:
    """Ids of lines before this place, by the index of words alone."""
    matches: ColumnElement[bool] = literal_column("chat_message.found_by").bool_op("@@")(question)
    some = select(ChatMessage.id, ChatMessage.seq).where(matches).cte().prefix_with("MATERIALIZED")
    asks = select(some.c.id).where(some.c.seq < last).order_by(some.c.seq.desc()).limit(limit)
    return (await session.scalars(asks)).all()


def _question(parts: Sequence[str]) -> ColumnElement[str]:
    return cast(cast(" & ".join(parts), Text), TSQUERY)


def _further(channel: ChannelName, last: int) -> Iterator[tuple[int, str]]:
    """What to look through after each other, each time all of before and more: its first place, and its name."""
    for sign, power, count in _BLOCKS:
        newest = (last - 1) >> power
        oldest = max(0, newest + 1 - count)
        names = " | ".join(f"'#{channel}{sign}{number}'" for number in range(oldest, newest + 1))
        yield oldest << power, f"({names})"
    yield 0, f"'#{channel}'"
