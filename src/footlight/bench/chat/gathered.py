"""People in chats, as who measures sees them: a process of their own, told what to do and asked what it heard."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

import msgspec

from footlight.bench.chat.gathering import Join, Joined, Talk, Talked
from footlight.bench.machine import give_way, pin
from footlight.errors import ConnectionFailedError

_Answer = TypeVar("_Answer", Joined, Talked)


class Gathered:
    """Tells the process what to do, one thing after the other."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def join(self, room: str, people: int) -> None:
        """Let so many people more into a room.

        Raises:
            ConnectionFailedError: the server does not let them in.
        """
        joined = await self._ask(Join(room, people), Joined)
        if joined.error:
            raise ConnectionFailedError(f"only {joined.people} people were let in: {joined.error}")

    async def talk(self, talk: Talk) -> Talked:
        """Let them write for a while, and listen.

        Raises:
            ConnectionFailedError: the process ended.
        """
        return await self._ask(talk, Talked)

    async def _ask(self, command: Join | Talk, answer: type[_Answer]) -> _Answer:
        commands, answers = self._process.stdin, self._process.stdout
        if commands is None or answers is None:
            raise ConnectionFailedError("the load generator has no pipes")
        commands.write(msgspec.json.encode(command) + b"\n")
        await commands.drain()
        told = await answers.readline()
        if not told:
            raise ConnectionFailedError("the load generator ended: what it said is above")
        return msgspec.json.decode(told, type=answer)


@asynccontextmanager
async def gathered(port: int, core: int) -> AsyncIterator[Gathered]:
    """Run the process on a core for as long as the block lasts; whatever else runs there comes first."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "footlight.bench.chat.gathering", str(port)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    pin(process.pid, core)
    give_way(process.pid)
    try:
        yield Gathered(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
