"""The measure of history and search measures what it says."""

from pathlib import Path

from sqlalchemy import func, select

from footlight.bench.accounts.figures import Times
from footlight.bench.chat.past import ROOMS, measure_past
from footlight.chat.history import History
from footlight.store.models import ChatMessage
from footlight.store.store import open_store
from tests.fakes.clock import HandClock


async def test_rooms_are_filled_and_asked(empty_data: Path) -> None:
    heard: list[Times] = []
    async with open_store(empty_data) as store:
        figures = await measure_past(store, HandClock(), 300, 3, heard.append)
        async with store.read() as session:
            assert await session.scalar(select(func.count()).select_from(ChatMessage)) == 300
        assert all([await History(store).newest(room) for room in ROOMS])
    assert heard == figures
    assert {figure.times for figure in figures} == {3}
