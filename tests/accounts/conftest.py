"""The accounts of a site, on an empty database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from footlight.store.store import open_store
from tests.accounts.site import Site, site


@pytest.fixture
async def accounts(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_store(tmp_path) as store:
        yield site(store)
