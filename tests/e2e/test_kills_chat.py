"""A server killed without warning while people write in a chat: what it acknowledged is there afterwards, once."""

import asyncio
import random
import secrets
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from websockets.exceptions import InvalidStatus, WebSocketException

from footlight.accounts.channels import ChannelBook
from footlight.accounts.passwords import Passwords
from footlight.clock import SystemClock
from footlight.model.channel import channel_name
from footlight.store.sqlite import FILE
from footlight.store.store import open_store
from tests.e2e.people import COOKIE
from tests.e2e.processes import Server
from tests.e2e.rest import owner_s_session
from tests.fakes.chatter import Chatter, Told

pytestmark = pytest.mark.long

KILLS = 50
ROOM = "lobby"
AT_ONCE = 6
"""Lines of one writer that wait for their answers."""
LIMITS = "[limits]\nchat_lines_per_second = 1000\nchat_lines_at_once = 1000\n"


class Writer:
    """Writes lines, each of which is another one, and sends again what was not answered."""

    def __init__(self, name: str, session: str | None = None) -> None:
        self.texts: dict[str, str] = {}
        """All lines that were ever sent, by their ids."""
        self.kept: dict[str, int] = {}
        """Those of them that were acknowledged, and as which."""
        self.heard: dict[int, dict[str, Any]] = {}
        """What came from the room, whoever wrote it."""
        self._name = name
        self._headers = None if session is None else {"cookie": f"{COOKIE}={session}", "origin": "http://localhost"}
        self._hello = {"device": secrets.token_urlsafe(24), **({} if session else {"nick": name})}

    @property
    def unanswered(self) -> list[str]:
        return [id for id in self.texts if id not in self.kept]

    async def write(self, port: int, lines: int, at_once: int, on_kept: Callable[[], None]) -> None:
        """Write so many lines, first those that were not answered, until the server is gone or all are answered."""
        try:
            async with Chatter(port, ROOM, self._headers) as chatter:
                await chatter.hello(**self._hello)
                # Of what was acknowledged some is sent again too: it stays what it was.
                unanswered = self.unanswered
                wanted = [*unanswered, *list(self.kept)[-2:]]
                wanted += [self._new() for _ in range(lines - len(unanswered))]
                waits: set[str] = set()
                while wanted or waits:
                    while wanted and len(waits) < at_once:
                        id = wanted.pop(0)
                        waits.add(id)
                        await chatter.send(type="say", id=id, text=self.texts[id])
                    told = await chatter.receive()
                    self._take(told)
                    if told.get("id") in waits:
                        waits.discard(told["id"])
                        on_kept()
        except InvalidStatus:
            raise  # whom it does not let in is nobody whom a kill cut off
        except (WebSocketException, OSError):
            return

    def _new(self) -> str:
        id = secrets.token_urlsafe(12)
        self.texts[id] = f"{self._name} says {id}"
        return id

    def _take(self, told: Told) -> None:
        assert told["type"] not in ("error", "bye"), told
        if told["type"] == "ok":
            assert self.kept.setdefault(told["id"], told["message"]) == told["message"], "a line became another one"
        elif told["type"] == "message":
            self.heard[told["line"]["id"]] = told["line"]


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """One whose chats take as much from one person as this test writes."""
    config = tmp_path / "footlight.toml"
    config.write_text(LIMITS)
    server = Server(tmp_path, "--config", str(config))
    try:
        await server.start()
        yield server
    finally:
        await server.kill()


@pytest_asyncio.fixture(loop_scope="session")
async def writers(server: Server) -> list[Writer]:
    data = server.folder / "data"
    async with open_store(data) as store:
        await ChannelBook(store, SystemClock(), Passwords()).make(None, channel_name(ROOM))
    return [Writer("Anna"), Writer("Bert"), Writer("Olga", await owner_s_session(data))]


async def test_no_acknowledged_line_is_lost_and_none_is_doubled_in_fifty_kills(
    server: Server, writers: list[Writer]
) -> None:
    chance = random.Random(23)
    for _ in range(KILLS):
        left = chance.randrange(1, len(writers) * AT_ONCE)

        def kept() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                # In the moment of an acknowledgement, before anything else comes.
                server.running.process.kill()

        at_once = chance.choice([1, AT_ONCE])
        await asyncio.gather(*(writer.write(server.port, AT_ONCE, at_once, kept) for writer in writers))
        assert left <= 0
        await server.kill()
        await server.start()
        check(await history(server.port), writers)

    await asyncio.gather(*(writer.write(server.port, 0, AT_ONCE, lambda: None) for writer in writers))
    lines = await history(server.port)
    check(lines, writers)
    assert sorted(line["text"] for line in lines) == sorted(text for one in writers for text in one.texts.values())
    assert await server.stop() == 0
    with closing(sqlite3.connect(server.folder / "data" / FILE)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


async def history(port: int) -> list[dict[str, Any]]:
    """All lines of the room, oldest first."""
    async with Chatter(port, ROOM) as reader:
        await reader.hello()
        lines: list[dict[str, Any]] = []
        more = True
        while more:
            page = await reader.ask("history", limit=100, **({"before": lines[0]["id"]} if lines else {}))
            lines, more = page["lines"] + lines, page["more"]
        return lines


def check(lines: list[dict[str, Any]], writers: list[Writer]) -> None:
    """All that was acknowledged, or told to anybody, is there as it was then, and once."""
    ids = [line["id"] for line in lines]
    assert ids == sorted(set(ids))
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    texts = [line["text"] for line in lines]
    assert len(texts) == len(set(texts))
    there = {line["id"]: line for line in lines}
    for writer in writers:
        lost = {id for id, message in writer.kept.items() if there.get(message, {}).get("text") != writer.texts[id]}
        assert lost == set()
        assert {id: there.get(id) for id in writer.heard} == writer.heard
