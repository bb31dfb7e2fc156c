"""What the tests of the API's routes have in common."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.api.v1.house import House, house
from tests.api.v1.town import Town
from tests.api.v1.town import town as new_town


@pytest_asyncio.fixture
async def town(empty_data: Path) -> AsyncIterator[Town]:
    async with new_town(empty_data) as made:
        yield made


@pytest_asyncio.fixture
async def home(empty_data: Path) -> AsyncIterator[House]:
    async with house(empty_data) as made:
        yield made
