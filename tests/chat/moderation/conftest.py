"""A room whose order is kept, on either database."""

import pytest

from tests.chat.kept import Kept
from tests.chat.moderation.house import House, house_in


@pytest.fixture
async def house(kept: Kept) -> House:
    return await house_in(kept)
