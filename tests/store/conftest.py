"""Both databases: each test that asks for ``where`` or ``ready`` runs on either."""

import shutil
from pathlib import Path

import pytest

from tests.store.where import Where


@pytest.fixture(params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Where:
    """There is nothing in it."""
    address = request.getfixturevalue("server").database() if request.param == "postgres" else None
    return Where(tmp_path, address)


@pytest.fixture(params=["sqlite", "postgres"])
def ready(request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path) -> Where:
    """All tables are in it, and nothing in them."""
    if request.param == "postgres":
        return Where(tmp_path, request.getfixturevalue("empty_postgres"))
    shutil.copy(empty_database, tmp_path)
    return Where(tmp_path, None)
