"""All rows of one database into another: a backup, its return, and the way from SQLite to PostgreSQL."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import Integer, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from footlight.store.models import Base
from footlight.store.models.rights import PASSING

_ROWS: Final = 500
"""How many are in memory at once."""
_KEPT: Final = [table for table in Base.metadata.sorted_tables if PASSING not in table.info]
"""In the order of their references, so that no row comes before the one it speaks of."""

_GO_ON: Final = "SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"


async def rows_in(session: AsyncSession) -> int:
    """How many rows there are in all tables that are copied."""
    counts = [await session.scalar(select(func.count()).select_from(table)) for table in _KEPT]
    return sum(count or 0 for count in counts)


async def copy_rows(source: AsyncSession, target: AsyncSession, on_rows: Callable[[int], object]) -> None:
    """Copy everything; both have the newest schema, and ``target`` is empty.

    Args:
        on_rows: called with the number of rows that were copied since it was called last.
    """
    for table in _KEPT:
        result = await source.stream(select(table))
        async for rows in result.mappings().partitions(_ROWS):
            await target.execute(insert(table), [dict(row) for row in rows])
            on_rows(len(rows))
        if (await target.connection()).dialect.name == "postgresql" and isinstance(table.c[0].type, Integer):
            # SQLite goes on after the ids that it was given by itself.
            await target.execute(text(_GO_ON.format(table=table.name)))
