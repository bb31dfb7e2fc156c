"""The accounts of a site, on an empty database."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from footlight.store.store import open_store
from tests.accounts.site import Site, site
from tests.store.conftest import server as server
from tests.store.conftest import where as where
from tests.store.where import Where


@pytest.fixture
async def accounts(tmp_path: Path, empty_database: Path) -> AsyncIterator[Site]:
    shutil.copy(empty_database, tmp_path)
    async with open_store(tmp_path) as store:
        yield site(store)


@pytest.fixture
async def either(where: Where) -> AsyncIterator[Site]:
    """The same on each database."""
    async with where.opened() as store:
        yield site(store)
