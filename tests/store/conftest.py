"""Both databases: each test that asks for ``where`` runs on either."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import PostgresServer, postgres_server
from tests.store.where import Where


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Where:
    address = request.getfixturevalue("server").database() if request.param == "postgres" else None
    return Where(tmp_path, address)
