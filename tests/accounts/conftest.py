"""The accounts of a site, on an empty database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from footlight.store.store import open_store
from tests.accounts.site import Site, site
from tests.store.conftest import ready as ready
from tests.store.where import Where


@pytest.fixture
async def accounts(empty_data: Path) -> AsyncIterator[Site]:
    async with open_store(empty_data) as store:
        yield site(store)


@pytest.fixture
async def either(ready: Where) -> AsyncIterator[Site]:
    """The same on each database."""
    async with ready.opened() as store:
        yield site(store)
