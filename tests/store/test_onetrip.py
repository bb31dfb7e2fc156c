"""A connection to SQLite whose statements make one trip each to its thread."""

import sqlite3
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from footlight.store.onetrip import OneTripConnection, connect
from footlight.store.sqlite import sqlite

MANY = 2_500


class Counted(OneTripConnection):
    """Counts the trips."""

    trips = 0

    async def run(self, work: partial[Any]) -> Any:
        self.trips += 1
        return await super().run(work)


@pytest_asyncio.fixture
async def connection() -> AsyncIterator[Counted]:
    connection = Counted(lambda: sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False), 1)
    async with connection:
        await connection.cursor().execute("CREATE TABLE n (value INTEGER)")
        cursor = connection.cursor()
        await cursor.executemany("INSERT INTO n VALUES (?)", [(number,) for number in range(MANY)])
        assert cursor.rowcount == MANY
        connection.trips = 0
        yield connection


async def test_a_statement_makes_one_trip(connection: Counted) -> None:
    cursor = await connection.cursor().__aenter__()
    await cursor.execute("SELECT value FROM n WHERE value < ? ORDER BY value", (3,))
    assert [name for name, *_ in cursor.description] == ["value"]
    assert await cursor.fetchall() == [(0,), (1,), (2,)]
    await cursor.close()
    assert connection.trips == 1


async def test_many_rows_come_all(connection: Counted) -> None:
    cursor = connection.cursor()
    await cursor.execute("SELECT value FROM n ORDER BY value")
    assert await cursor.fetchall() == [(number,) for number in range(MANY)]
    assert await cursor.fetchall() == []
    cursor = connection.cursor()
    await cursor.execute("SELECT value FROM n ORDER BY value")
    assert await cursor.fetchone() == (0,)
    assert await cursor.fetchmany(1_800) == [(number,) for number in range(1, 1_801)]
    assert [row async for row in cursor] == [(number,) for number in range(1_801, MANY)]
    assert await cursor.fetchone() is None


async def test_one_that_is_closed_early_holds_nothing(connection: Counted) -> None:
    cursor = connection.cursor()
    await cursor.execute("SELECT value FROM n")
    await cursor.close()
    # A statement that is not at its end would not let it go.
    await connection.cursor().execute("DROP TABLE n")


async def test_what_was_changed_is_told(connection: Counted) -> None:
    cursor = connection.cursor()
    assert (cursor.description, cursor.rowcount, cursor.lastrowid) == (None, -1, None)
    await cursor.execute("INSERT INTO n VALUES (7)")
    assert (cursor.description, cursor.rowcount, cursor.lastrowid) == (None, 1, MANY + 1)
    assert await cursor.fetchall() == []


async def test_an_error_is_told_and_the_connection_goes_on(connection: Counted) -> None:
    with pytest.raises(sqlite3.OperationalError):
        await connection.cursor().execute("SELECT no FROM n")
    cursor = connection.cursor()
    await cursor.execute("SELECT count(*) FROM n")
    assert await cursor.fetchone() == (MANY,)


async def test_what_was_begun_is_taken_back(connection: Counted) -> None:
    await connection.rollback()
    await connection.cursor().execute("BEGIN")
    await connection.cursor().execute("DELETE FROM n")
    await connection.rollback()
    cursor = connection.cursor()
    await cursor.execute("SELECT count(*) FROM n")
    assert await cursor.fetchone() == (MANY,)


async def test_sqlalchemy_streams_by_it(tmp_path: Path) -> None:
    engine = create_async_engine("sqlite+aiosqlite:///unused", async_creator=lambda: connect(tmp_path / "database"))
    statement = text(
        "WITH RECURSIVE n(value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM n WHERE value < 4999) SELECT value FROM n"
    )
    async with engine.connect() as connection:
        rows = [part async for part in (await connection.stream(statement)).partitions(700)]
        assert [len(part) for part in rows] == [700] * 7 + [100]
        assert [value for part in rows for (value,) in part] == list(range(5_000))
    await engine.dispose()


async def test_a_file_may_have_any_name(tmp_path: Path) -> None:
    database = sqlite(tmp_path / "what? #1 %20.db")
    async with database.reading.connect() as connection:
        await connection.execute(text("SELECT 1"))
    await database.dispose()
    assert (tmp_path / "what? #1 %20.db").exists()
