"""What the tests of the API's routes have in common."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.api.v1.house import House, house
from tests.api.v1.town import Town
from tests.api.v1.town import town as new_town


@pytest_asyncio.fixture
async def town(tmp_path: Path, empty_database: Path) -> AsyncIterator[Town]:
    shutil.copy(empty_database, tmp_path)
    async with new_town(tmp_path) as made:
        yield made


@pytest_asyncio.fixture
async def home(tmp_path: Path, empty_database: Path) -> AsyncIterator[House]:
    shutil.copy(empty_database, tmp_path)
    async with house(tmp_path) as made:
        yield made
