"""Every migration goes up and down with data in the tables, and leads to what the models say."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import TypeVar

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, inspect, select, text

from footlight.store.database import Database
from footlight.store.models import Base
from footlight.store.schema import MIGRATIONS, downgrade, is_newest, newest_revision, upgrade
from tests.store.where import Where

Result = TypeVar("Result")

ROWS = (
    "INSERT INTO person VALUES ('p1', 'Ann', 'ann', 'owner', NULL, 1, NULL)",
    "INSERT INTO channel (name, created_at, owner) VALUES ('lobby', 1, 'p1')",
    "INSERT INTO stream_key (id, channel, secret_hash, created_at) VALUES ('a1', 'lobby', '\\x00', 2)",
    "INSERT INTO pull_source VALUES ('lobby', 'rtsp://cam/', 3, 'live', NULL, NULL, 4)",
    "INSERT INTO passkey VALUES ('\\x01', 'p1', 'phone', '\\x02', 0, true, 1, NULL)",
    "INSERT INTO session VALUES ('s1', '\\x01', 'p1', 'Firefox', 1, 2, 3)",
    "INSERT INTO token VALUES ('t1', '\\x01', 'p1', 'bot', 'read', 1, NULL, NULL)",
    "INSERT INTO invitation VALUES ('i1', '\\x01', 'member', 'p1', 1, 1, 2)",
    "INSERT INTO channel_picture VALUES ('lobby', '\\x01', 1)",
    "INSERT INTO channel_role VALUES ('lobby', 'p1', 'moderator', 1)",
    "INSERT INTO follow VALUES ('p1', 'lobby', 1)",
    "INSERT INTO right_change VALUES (1, 'lobby', NULL, NULL, 1)",
    "INSERT INTO chat_message (id, channel, seq, person, rank, colour, client_id, kind, text, words, sent_at)"
    " VALUES (7, 'lobby', 1, 'p1', 'owner', 'red', 'c', 'say', 'Hello there', 'hello there', 1)",
    "INSERT INTO chat_reaction VALUES (1, 7, '+', 'p1', NULL, NULL, 1)",
    "INSERT INTO chat_ban VALUES (1, 'lobby', NULL, '\\x01', 'Eve', '192.0.2.0/24', 'why', 'p1', 1)",
    "INSERT INTO chat_timeout VALUES (1, 'lobby', 'p1', NULL, NULL, NULL, 'why', 'p1', 1, 2)",
    "INSERT INTO chat_log VALUES (1, 'lobby', 1, 'p1', 'ban', NULL, '\\x01', 'Eve', NULL, NULL, '{}')",
    "INSERT INTO chat_setting VALUES ('lobby', '{}', 1, 0, 0)",
    "INSERT INTO chat_held VALUES (1, 'lobby', NULL, '\\x01', 'Eve', 'guest', 'red', 'c', 'me', 'hi', NULL, '', 1)",
    "INSERT INTO chat_look VALUES ('p1', 'red')",
    "INSERT INTO chat_emote VALUES ('e1', 'lobby', 'wave', 'image/png', false, '\\x01', 'p1', 1)",
    "INSERT INTO chat_filter VALUES (1, 'lobby', 'word', 'spam', 'refuse', 'p1', 1)",
    "INSERT INTO chat_poll VALUES (1, 'lobby', 'Tea?', '[]', 'x1', 'p1', 1, 2, NULL)",
    "INSERT INTO chat_poll_vote VALUES (1, 1, 'p1', NULL, 0, 1)",
    "INSERT INTO chat_pin VALUES ('lobby', 7, 'p1', 1)",
    "INSERT INTO chat_block VALUES (1, 'p1', NULL, '\\x01', 'Eve', 1)",
)
"""One for every table."""


def is_modelled(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a table or column has a model; what lines are found by has none, and differs between databases."""
    return not (name or "").endswith("found_by") and not (kind == "table" and (name or "").startswith("chat_text"))


@pytest.fixture
async def database(where: Where) -> AsyncIterator[Database]:
    database = where.database()
    yield database
    await database.dispose()


async def on(database: Database, work: Callable[[Connection], Result]) -> Result:
    async with database.migrating.begin() as connection:
        return await connection.run_sync(work)


async def test_the_migrations_lead_to_the_models(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        upgrade(connection)
        context = MigrationContext.configure(connection, opts={"include_name": is_modelled})
        return list(compare_metadata(context, Base.metadata))

    assert await on(database, differences) == []


async def test_running_them_again_does_nothing(database: Database) -> None:
    await on(database, upgrade)
    await on(database, lambda connection: connection.execute(text(ROWS[0])))
    await on(database, upgrade)
    assert await on(database, lambda connection: connection.scalar(text("SELECT name FROM person"))) == "Ann"


async def test_each_goes_up_and_down_with_rows_in_every_table(database: Database) -> None:
    def fill(connection: Connection) -> None:
        upgrade(connection)
        for row in ROWS:
            connection.execute(text(row))
        tables = Base.metadata.sorted_tables
        filled = {table.name for table in tables if connection.scalar(select(func.count()).select_from(table))}
        assert filled == set(Base.metadata.tables)

    def tables(connection: Connection) -> set[str]:
        return {name for name in inspect(connection).get_table_names() if is_modelled(name, "table", None)}

    await on(database, fill)
    kept = "SELECT channel.name FROM channel JOIN stream_key ON channel.name = stream_key.channel"
    steps = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    for revision in [*steps[1:], "base"]:
        await on(database, partial(downgrade, revision=revision))
        if revision == "0001":
            assert await on(database, lambda connection: connection.scalar(text(kept))) == "lobby"
    assert await on(database, tables) == {"alembic_version"}
    for revision in reversed(steps):
        await on(database, partial(upgrade, revision=revision))
    assert await on(database, tables) == {"alembic_version", *Base.metadata.tables}


def test_there_is_one_line_of_migrations_and_its_end_is_the_last_file() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [newest_revision()]


async def test_what_has_nothing_to_migrate_is_known(database: Database) -> None:
    assert not await on(database, is_newest)
    await on(database, partial(upgrade, revision="0001"))
    assert not await on(database, is_newest)
    await on(database, upgrade)
    assert await on(database, is_newest)
    await on(database, partial(downgrade, revision="base"))
    assert not await on(database, is_newest)
