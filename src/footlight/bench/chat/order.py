"""How soon what somebody types who keeps order is seen by somebody else, while very much is written."""

import asyncio
import itertools
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from footlight.bench.accounts.figures import Times, times
from footlight.chat.requests import VERSION
from footlight.client.url import ServerUrl
from footlight.errors import ConnectionFailedError
from footlight.model.channel import ChannelName

COMMANDS: Final = ("/timeout", "/delete", "/slow", "/kick")

_PATIENCE: Final = 20.0
"""Seconds that anything may take."""
_APART: Final = 0.3
"""Seconds between two rounds: a connection may send 10 messages a second."""

Told = Mapping[str, Any]


class Attendant:
    """Somebody in a room who reads all that comes, and waits for something in it."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._wanted: list[tuple[Callable[[Told], bool], asyncio.Future[float]]] = []
        self._asked = 0
        self.newest: int | None = None
        """The last line that came; who deletes it sets it to None."""

    def hear(self, wanted: Callable[[Told], bool]) -> asyncio.Future[float]:
        """When something comes for the first time from now on, by `time.perf_counter`."""
        heard: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._wanted.append((wanted, heard))
        return heard

    async def command(self, text: str, effect: asyncio.Future[float]) -> float:
        """Type a command; seconds until its effect is heard.

        Raises:
            ConnectionFailedError: it was refused, or has no effect.
        """
        self._asked += 1
        id = f"c{self._asked}"
        refusals: list[Told] = []

        def is_answer(told: Told) -> bool:
            if told.get("id") == id and told["type"] == "error":
                refusals.append(told)
            return told.get("id") == id

        answered = self.hear(is_answer)
        began = time.perf_counter()
        await self._socket.send(json.dumps({"type": "command", "id": id, "text": text}))
        try:
            async with asyncio.timeout(_PATIENCE):
                await answered
                if refusals:
                    raise ConnectionFailedError(f"{text} was refused: {refusals[0]['message']}")
                return await effect - began
        except TimeoutError:
            raise ConnectionFailedError(f"{text} had no effect within {_PATIENCE:g} s") from None

    async def read(self) -> None:
        """Read until the connection closes."""
        try:
            async for text in self._socket:
                self._take(json.loads(text), time.perf_counter())
        except WebSocketException:
            return

    def _take(self, told: Told, now: float) -> None:
        if told["type"] == "message":
            self.newest = told["line"]["id"]
        left = []
        for wanted, heard in self._wanted:
            if wanted(told):
                heard.set_result(now)
            else:
                left.append((wanted, heard))
        self._wanted = left


@asynccontextmanager
async def attending(
    server: ServerUrl, room: ChannelName, *, token: str | None = None, nick: str | None = None
) -> AsyncIterator[Attendant]:
    """Somebody is in a room for as long as the block lasts.

    Raises:
        ConnectionFailedError: the server does not let them in.
    """
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    hello = {"type": "hello", "version": VERSION, "device": secrets.token_urlsafe(24)}
    if nick is not None:
        hello["nick"] = nick
    try:
        async with connect(
            f"ws://{server.authority}/chat/{room}", additional_headers=headers, compression=None, max_size=None
        ) as socket:
            attendant = Attendant(socket)
            welcomed = attendant.hear(lambda told: told["type"] == "welcome")
            reading = asyncio.create_task(attendant.read())
            try:
                await socket.send(json.dumps(hello))
                async with asyncio.timeout(_PATIENCE):
                    await welcomed
                yield attendant
            finally:
                reading.cancel()
    except (OSError, WebSocketException, TimeoutError) as error:
        raise ConnectionFailedError(f"nobody is let into the room {room}: {error or 'too late'}") from error


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of keeping order."""

    commands: Sequence[Times]
    """How soon each command was seen to act."""
    slowed: float
    """Seconds of slow mode."""


async def keep_order(server: ServerUrl, room: ChannelName, token: str, until: asyncio.Future[Any]) -> Kept:
    """Type each command once a round until ``until`` is done, at least once.

    Raises:
        ConnectionFailedError: one of them was refused, or had no effect.
    """
    took: dict[str, list[float]] = {command: [] for command in COMMANDS}
    slowed = 0.0
    async with attending(server, room, token=token) as keeper, attending(server, room) as witness:
        for number in itertools.count():
            nick = f"Victim{number}x"
            async with attending(server, room, nick=nick) as victim:
                silenced = victim.hear(lambda told: told["type"] == "timed_out")
                took["/timeout"].append(await keeper.command(f"/timeout {nick} 10m", silenced))
                out = victim.hear(lambda told: told["type"] == "bye")
                took["/kick"].append(await keeper.command(f"/kick {nick}", out))
            began = time.perf_counter()
            slower = witness.hear(lambda told: told["type"] == "settings" and told["settings"]["slow_seconds"] == 1)
            took["/slow"].append(await keeper.command("/slow 1s", slower))
            as_before = witness.hear(lambda told: told["type"] == "settings" and not told["settings"]["slow_seconds"])
            await keeper.command("/slow off", as_before)
            slowed += time.perf_counter() - began
            line, witness.newest = witness.newest, None
            if line is not None:
                took["/delete"].append(await keeper.command(f"/delete {line}", _deleted(witness, line)))
            await asyncio.wait([until], timeout=_APART)
            if until.done() and all(took.values()):
                break
            if until.done() and witness.newest is None:
                raise ConnectionFailedError(f"nothing is heard in the room {room}")
    return Kept([times(command, seconds) for command, seconds in took.items()], slowed)


def _deleted(witness: Attendant, line: int) -> asyncio.Future[float]:
    return witness.hear(lambda told: told["type"] == "deleted" and told["message"] == line)
