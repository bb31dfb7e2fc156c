"""A connection to SQLite whose statements make one trip each to its thread."""

import asyncio
import sqlite3
import threading
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


async def test_each_fetch_gives_what_is_asked_for_and_no_row_twice(connection: Counted) -> None:
    cursor = connection.cursor()
    await cursor.execute("SELECT value FROM n ORDER BY value")
    assert await cursor.fetchmany() == [(0,)]
    cursor.arraysize = 3
    assert await cursor.fetchmany() == [(1,), (2,), (3,)]
    assert await cursor.fetchmany(996) == [(number,) for number in range(4, 1_000)]
    assert connection.trips == 1
    assert await cursor.fetchmany(2) == [(1_000,), (1_001,)]
    assert connection.trips == 2
    assert await cursor.fetchall() == [(number,) for number in range(1_002, MANY)]
    assert await cursor.fetchmany(2) == []
    assert await cursor.fetchone() is None


async def test_what_is_asked_for_comes_at_once_or_a_thousand_at_a_time(connection: Counted) -> None:
    cursor = connection.cursor()
    await cursor.execute("SELECT value FROM n ORDER BY value")
    assert await cursor.fetchmany(2_400) == [(number,) for number in range(2_400)]
    cursor = connection.cursor()
    connection.trips = 0
    await cursor.execute("SELECT value FROM n ORDER BY value")
    for number in range(MANY):
        assert await cursor.fetchone() == (number,)
    assert connection.trips == 3
    await cursor.execute("SELECT value FROM n ORDER BY value")
    await cursor.fetchall()
    assert connection.trips == 5


async def test_one_that_is_closed_has_no_rows_and_makes_no_trip(connection: Counted) -> None:
    cursor = connection.cursor()
    await cursor.execute("SELECT value FROM n")
    await cursor.close()
    assert connection.trips == 2
    assert await cursor.fetchall() == []
    await cursor.close()
    assert connection.trips == 2


@pytest.mark.parametrize("rows", [0, 1, 999, 1_000, 1_001, 2_000, 2_001])
async def test_any_number_of_rows_comes(connection: Counted, rows: int) -> None:
    wanted = [(number,) for number in range(rows)]
    statement = "SELECT value FROM n WHERE value < ? ORDER BY value"
    cursor = connection.cursor()
    await cursor.execute(statement, (rows,))
    assert await cursor.fetchall() == wanted
    await cursor.close()
    cursor = connection.cursor()
    await cursor.execute(statement, (rows,))
    assert [row async for row in cursor] == wanted


async def test_two_at_once_have_rows_of_their_own(connection: Counted) -> None:
    up, down = connection.cursor(), connection.cursor()
    await up.execute("SELECT value FROM n ORDER BY value")
    await down.execute("SELECT value FROM n ORDER BY value DESC")
    for number in range(MANY):
        assert await up.fetchone() == (number,)
        assert await down.fetchone() == (MANY - 1 - number,)
    assert await up.fetchone() is None
    assert await down.fetchone() is None


async def test_what_a_change_returns_comes_with_how_many_it_changed(connection: Counted) -> None:
    cursor = connection.cursor()
    await cursor.execute("UPDATE n SET value = value + 1 WHERE value >= ? RETURNING value", (MANY - 2,))
    assert sorted(await cursor.fetchall()) == [(MANY - 1,), (MANY,)]
    assert cursor.rowcount == 2
    await cursor.execute("DELETE FROM n WHERE value < 7")
    assert cursor.rowcount == 7
    assert await cursor.fetchall() == []


async def test_a_broken_rule_is_told_as_such_by_any_statement(connection: Counted) -> None:
    await connection.cursor().execute("CREATE UNIQUE INDEX one ON n (value)")
    with pytest.raises(sqlite3.IntegrityError):
        await connection.cursor().execute("INSERT INTO n VALUES (1)")
    with pytest.raises(sqlite3.IntegrityError):
        await connection.cursor().executemany("INSERT INTO n VALUES (?)", [(MANY,), (1,)])
    with pytest.raises(sqlite3.IntegrityError):
        await connection.cursor().execute("INSERT INTO n VALUES (1) RETURNING value")


async def test_an_error_amid_the_rows_is_told(connection: Counted) -> None:
    cursor = connection.cursor()
    await cursor.execute("SELECT abs(CASE value WHEN 1500 THEN -9223372036854775808 ELSE value END) FROM n")
    with pytest.raises(sqlite3.OperationalError, match="overflow"):
        await cursor.fetchall()
    await cursor.close()
    await connection.cursor().execute("DROP TABLE n")


async def test_one_that_is_closed_while_a_statement_runs_ends_after_it(tmp_path: Path) -> None:
    connection = await connect(tmp_path / "database")
    assert isinstance(connection, OneTripConnection)
    cursor = connection.cursor()
    slow = "WITH RECURSIVE n(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n WHERE v < 200000) SELECT count(*) FROM n"
    running = asyncio.create_task(cursor.execute(slow))
    await asyncio.sleep(0)
    await connection.close()
    await running
    assert await cursor.fetchall() == [(200_000,)]
    connection._thread.join()
    with pytest.raises(ValueError, match="no active"):
        await connection.rollback()


async def test_one_that_cannot_be_made_leaves_no_thread(tmp_path: Path) -> None:
    before = threading.active_count()

    def refuse(_: sqlite3.Connection) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await connect(tmp_path / "database", refuse)
    with pytest.raises(sqlite3.OperationalError):
        await connect(tmp_path / "no" / "database")
    assert not [thread for thread in threading.enumerate()[before:] if "worker" in thread.name]


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
