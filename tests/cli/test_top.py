"""``footlight top`` as it lives on a terminal, beside a server that we play."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.e2e.processes import FOOTLIGHT
from tests.e2e.shell import PROMPT, shell

CTRL_C = "\x03"


class House:
    """Answers as a server with nothing on, or as a proxy whose server is away."""

    def __init__(self) -> None:
        self.away = False
        self.port = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator["House"]:
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            yield self

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        status = "502 Bad Gateway" if self.away else "200 OK"
        body = b'{"broadcasts": []}' if b" /api" in asked else b"footlight_viewers 7\n"
        writer.write(f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()


async def test_a_server_that_restarts_behind_a_proxy_is_asked_until_it_is_back(tmp_path: Path) -> None:
    async with House().open() as house, shell(tmp_path, {"TERM": "xterm"}) as terminal:
        terminal.type(f"{FOOTLIGHT} top http://127.0.0.1:{house.port} --every 0.2\n")
        await terminal.shows("7 viewers")
        house.away = True
        await terminal.shows("answers 502")
        await terminal.shows("asking again")
        house.away = False
        await terminal.shows("7 viewers")
        terminal.type(CTRL_C)
        await terminal.shows(PROMPT)
