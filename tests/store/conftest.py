"""Both databases: each test that asks for ``where`` runs on either."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest

from footlight.store.store import Store, open_store
from tests.postgres import PostgresServer, postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@dataclass(frozen=True, slots=True)
class Where:
    """A database that may be opened any number of times."""

    data: Path
    address: str | None

    def opened(self) -> AbstractAsyncContextManager[Store]:
        return open_store(self.data, self.address)


@pytest.fixture(params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Where:
    address = request.getfixturevalue("postgres").database() if request.param == "postgres" else None
    return Where(tmp_path, address)
