"""All that one tells others in a chat counts, by whatever way it is asked for; the wait is told."""

import itertools
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from footlight.app import running
from footlight.settings import Limits, Settings
from footlight.store.store import open_store
from tests.api.cast import Cast, Casting
from tests.fakes.chatter import Chatter

_numbers = itertools.count()

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[int, Cast]]:
    """Two things at once, and no other for a quarter of an hour."""
    data: Path = tmp_path_factory.mktemp("rates")
    limits = Limits(chat_lines_at_once=2, chat_lines_per_second=0.001)
    async with running(Settings(port=0, data=data, limits=limits)) as server, open_store(data) as store:
        yield server.port, await Casting(store).new()


@pytest.mark.parametrize(
    "request_",
    [
        {"type": "say", "text": "more"},
        {"type": "edit", "text": "other words"},
        {"type": "react", "emoji": "👍", "on": True},
        {"type": "private", "to": "moderator", "text": "psst"},
        {"type": "nick", "nick": "Another"},
        {"type": "vote", "choice": 0},
        {"type": "command", "text": "/me waves"},
        {"type": "command", "text": "/w moderator psst"},
        {"type": "command", "text": "/nick Another"},
        {"type": "command", "text": "/color red"},
        {"type": "command", "text": "/block moderator"},
    ],
    ids=lambda asked: asked.get("text", "").split(" ")[0] if asked["type"] == "command" else asked["type"],
)
async def test_it_counts(server: tuple[int, Cast], request_: dict[str, Any]) -> None:
    port, cast = server
    moderator = f"moderator{cast.number}"
    asked = {
        name: value.replace("moderator", moderator) if isinstance(value, str) else value
        for name, value in request_.items()
    }
    async with Chatter(port, cast.channel) as eve:
        await eve.hello(nick=f"Eve{next(_numbers)}")
        line = 0
        for text in ("one", "two"):
            line = (await eve.ask("say", text=text))["message"]
        if asked["type"] in ("edit", "react"):
            asked["message"] = line
        refused = await eve.ask(**asked)
        assert (refused["type"], refused["code"]) == ("error", "slow_down")
        assert refused["retry_after"] > 60_000
