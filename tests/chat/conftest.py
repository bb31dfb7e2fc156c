"""Chat on either database."""

from collections.abc import AsyncIterator

import pytest

from tests.chat.kept import Kept, kept_in
from tests.store.conftest import ready as where
from tests.store.where import Where

__all__ = ["kept", "where"]


@pytest.fixture
async def kept(where: Where) -> AsyncIterator[Kept]:
    async with where.opened() as store:
        yield await kept_in(store)
