"""A chat's server for the client's tests: it says and does what a script tells it, good or bad."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

Told = dict[str, Any]
Script = Callable[["Guest"], Awaitable[None]]


def line(id: int, text: str, nick: str = "Ann") -> Told:
    """A line as a server tells it."""
    author = {"nick": nick, "rank": "guest", "colour": "red"}
    return {
        "id": id, "seq": id, "author": author, "kind": "say", "text": text, "sent_at": id * 1_000_000, "reactions": [],
    }  # fmt: skip


class Guest:
    """A client that came, at the server's end."""

    def __init__(self, socket: ServerConnection, hello: Told) -> None:
        self.hello = hello
        self.authorization = socket.request.headers.get("authorization") if socket.request is not None else None
        self._socket = socket

    async def tell(self, type: str, **more: Any) -> None:
        await self._socket.send(json.dumps({"type": type, **more}))

    async def tell_raw(self, data: str | bytes) -> None:
        await self._socket.send(data)

    async def welcome(self, *history: Told, resumed: bool = False, may: Sequence[str] = ("say",), **room: Any) -> None:
        you = {"rank": "guest", "colour": "red", "guest": True, "may": may, "nick": self.hello.get("nick")}
        room = {"channel": "lobby", "people": 1, "reading": 0, "settings": {}, **room}
        shown = {key: value for key, value in you.items() if value is not None}
        await self.tell("welcome", agent="house", you=shown, room=room, history=list(history), resumed=resumed)

    async def asked(self) -> Told:
        """The next request."""
        request: Told = json.loads(await self._socket.recv())
        return request

    async def gone(self) -> None:
        """Wait until the client has left."""
        await self._socket.wait_closed()

    def drop(self) -> None:
        """Cut the connection."""
        self._socket.transport.abort()


class House:
    """Runs one script for each connection, the last one for all that follow."""

    def __init__(self, *scripts: Script) -> None:
        self._scripts = scripts
        self._server: Server | None = None
        self.guests: list[Guest] = []
        self.failed: list[BaseException] = []

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{next(iter(self._server.sockets)).getsockname()[1]}/lobby"

    async def _serve(self, socket: ServerConnection) -> None:
        try:
            guest = Guest(socket, json.loads(await socket.recv()))
            self.guests.append(guest)
            await self._scripts[min(len(self.guests), len(self._scripts)) - 1](guest)
        except ConnectionClosed:
            pass
        except BaseException as error:
            self.failed.append(error)
            raise

    async def open(self) -> None:
        self._server = await serve(self._serve, "127.0.0.1", 0, compression=None, close_timeout=1)

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()


@asynccontextmanager
async def house(*scripts: Script) -> AsyncIterator[House]:
    """Serve while the block lasts; a script that failed fails the test."""
    made = House(*scripts)
    await made.open()
    try:
        async with asyncio.timeout(30):
            yield made
    finally:
        await made.close()
    assert made.failed == []


async def stay(guest: Guest) -> None:
    """Welcome it, and wait until it leaves."""
    await guest.welcome()
    await guest.gone()
