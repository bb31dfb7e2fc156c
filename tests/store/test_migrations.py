"""Every migration goes up and down with data in the tables, and leads to what the models say."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text

from footlight.store.models import Base
from footlight.store.schema import MIGRATIONS, downgrade, upgrade


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{tmp_path / 'test.db'}")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_the_migrations_lead_to_the_models(connection: Connection) -> None:
    upgrade(connection)
    assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_running_them_again_does_nothing(connection: Connection) -> None:
    upgrade(connection)
    connection.execute(text("INSERT INTO channel VALUES ('lobby', 1)"))
    upgrade(connection)
    assert connection.execute(text("SELECT name FROM channel")).scalars().all() == ["lobby"]


def test_each_goes_up_and_down_with_rows_in_every_table(connection: Connection) -> None:
    upgrade(connection)
    connection.execute(text("INSERT INTO channel VALUES ('lobby', 1)"))
    connection.execute(text("INSERT INTO stream_key VALUES ('a1', 'lobby', x'00', 2, NULL)"))
    connection.execute(text("INSERT INTO pull_source VALUES ('lobby', 'rtsp://cam/', 3, 'live', NULL, NULL, 4)"))
    steps = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    for revision in [*steps[1:], "base"]:
        downgrade(connection, revision)
    assert inspect(connection).get_table_names() == ["alembic_version"]
    for revision in reversed(steps):
        upgrade(connection, revision)
    assert set(inspect(connection).get_table_names()) == {"alembic_version", *Base.metadata.tables}


def test_there_is_one_line_of_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1
