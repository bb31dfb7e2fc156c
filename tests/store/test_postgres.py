"""A PostgreSQL database that cannot be used, and one that comes back."""

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from footlight.errors import StoreUnavailableError
from footlight.store.store import open_store
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
