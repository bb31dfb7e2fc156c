"""A PostgreSQL database that cannot be used, and one that comes back."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from footlight.errors import StoreUnavailableError
from footlight.store import postgres
from footlight.store.store import Store, open_store
from tests.postgres import PostgresServer

END_THE_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("?host=", "?host=/nowhere"), "No such file"),
        (("/test", "/other"), "does not exist"),
        (("footlight@", "stranger:hush@"), "stranger"),
        (("?host=", "?port=none&host="), "none"),
    ],
)
async def test_a_database_that_cannot_be_reached_is_told(
    server: PostgresServer, tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    address = server.database().replace(*change)
    with pytest.raises(StoreUnavailableError, match=re.escape(told)) as raised:
        async with open_store(tmp_path, address):
            pass
    assert "hush" not in str(raised.value)


async def test_a_server_that_does_not_answer_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError, match="PostgreSQL"):
        async with open_store(tmp_path, "postgresql://footlight@127.0.0.1:1/footlight"):
            pass


async def test_connections_that_were_lost_are_made_again(server: PostgresServer, tmp_path: Path) -> None:
    address = server.database()
    async with open_store(tmp_path, address) as store:
        async with store.read() as session:
            await session.execute(text("SELECT 1"))
        async with open_store(tmp_path, address) as other, other.read() as session:
            await session.execute(text(END_THE_OTHERS))
        async with store.read() as session:
            assert await session.scalar(text("SELECT 1")) == 1
        async with store.write() as session:
            assert await session.scalar(text("SELECT 1")) == 1


async def test_a_watch_whose_connection_was_lost_tells_it_and_goes_on(server: PostgresServer, tmp_path: Path) -> None:
    address = server.database()
    async with open_store(tmp_path, address) as store, store.watch() as watch:
        await watch.changed()
        async with open_store(tmp_path, address) as other, other.read() as session:
            await session.execute(text(END_THE_OTHERS))
        with pytest.raises(StoreUnavailableError):
            await watch.changed()
        # The first look on another connection may tell a change, or not.
        await watch.changed()
        async with store.write() as session:
            await session.execute(text("INSERT INTO channel (name, created_at) VALUES ('lobby', 1)"))
        assert await watch.changed()


@asynccontextmanager
async def impatient(address: str, data: Path, monkeypatch: pytest.MonkeyPatch, seconds: float) -> AsyncIterator[Store]:
    """A store all of whose connections are new, and wait so long for a statement."""
    async with open_store(data, address) as store:
        async with open_store(data, address) as other, other.read() as session:
            await session.execute(text(END_THE_OTHERS))
        monkeypatch.setattr(postgres, "_STATEMENT", seconds)
        yield store


async def test_a_statement_that_does_not_end_is_told_and_the_next_is_answered(
    server: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with impatient(server.database(), tmp_path, monkeypatch, 0.2) as store:
        for transaction in (store.read, store.write):
            async with asyncio.timeout(60):
                with pytest.raises(StoreUnavailableError):
                    async with transaction() as session:
                        await session.execute(text("SELECT pg_sleep(600)"))
        with pytest.raises(StoreUnavailableError):
            await store.glance(lambda connection: connection.execute(text("SELECT pg_sleep(600)")).close())
        monkeypatch.undo()
        # Who writes next gets the turn that was given up.
        for transaction in (store.read, store.write):
            async with asyncio.timeout(60), transaction() as session:
                assert await session.scalar(text("SELECT 1")) == 1
        await store.check()


async def test_a_server_that_hangs_is_told(
    server: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with impatient(server.database(), tmp_path, monkeypatch, 2.0) as store:
        async with store.read() as session:
            backend = await session.scalar(text("SELECT pg_backend_pid()"))
        assert isinstance(backend, int)
        os.kill(backend, signal.SIGSTOP)
        try:
            async with asyncio.timeout(60):
                with pytest.raises(StoreUnavailableError, match="not answer"):
                    await store.check()
        finally:
            os.kill(backend, signal.SIGCONT)
        monkeypatch.undo()
        await store.check()


async def test_while_a_database_is_brought_up_nothing_is_too_slow(
    server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = postgres.postgres(server.database())
    monkeypatch.setattr(postgres, "_STATEMENT", 0.2)
    try:
        async with found.migrating.begin() as connection:
            await connection.execute(text("SELECT pg_sleep(1)"))
    finally:
        await found.dispose()
