"""How soon nobody watches any more who may not, when a channel for members becomes one for those who are invited."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from footlight.bench.accounts.browser import browser
from footlight.bench.accounts.figures import Times, times
from footlight.bench.accounts.joining import ticket
from footlight.bench.accounts.population import Population
from footlight.bench.accounts.viewers import Player, Viewer
from footlight.bench.server import CHANNEL, PROGRAM, ServerUnderTest
from footlight.client.url import ServerUrl
from footlight.errors import ConnectionFailedError

_COMING: Final = 4
"""Who come at once."""
_APART: Final = 0.037
"""Seconds by which each round begins later after the last: they fall on all moments between two looks."""
_LIVE: Final = 30.0
"""Seconds until somebody sends."""


async def revocations(
    server: ServerUnderTest, population: Population, viewers: int, players: int, rounds: int
) -> Times:
    """Let everybody in and out, so many times; from the owner's request to the last one's end, media going on.

    Raises:
        ConnectionFailedError: somebody is not let in, or stays.
    """
    took = []
    async with _sending(server, population.owner):
        links = await _links(server.url, population.members[viewers : viewers + players])
        for number in range(rounds):
            watching = await _everybody(server.url, population.members[:viewers], links)
            await asyncio.sleep(_APART * (number % 10))
            began = asyncio.get_running_loop().time()
            await _open_to(server.url, population.owner, "invited")
            took.append(max(await asyncio.gather(*(one.ended() for one in watching))) - began)
            await _open_to(server.url, population.owner, "members")
    return times("all gone", took)


async def _open_to(server: ServerUrl, owner: str, visibility: str) -> None:
    async with browser(server) as asking:
        await asking.ask("PATCH", f"/channels/{CHANNEL}", owner, {"visibility": visibility})


async def _links(server: ServerUrl, sessions: Sequence[str]) -> list[str]:
    async with browser(server) as asking:
        told = [await asking.ask("POST", f"/channels/{CHANNEL}/links", one, {}) for one in sessions]
    return [str(one["stream"]) for one in told]


async def _everybody(server: ServerUrl, sessions: Sequence[str], links: Sequence[str]) -> list[Viewer | Player]:
    left = list(sessions)
    there: list[Viewer | Player] = []

    async def come() -> None:
        async with browser(server) as asking:
            while left:
                session = left.pop()
                there.append(await Viewer.join(server, CHANNEL, await ticket(asking, CHANNEL, session)))

    await asyncio.gather(*(come() for _ in range(_COMING)))
    there += [await Player.play(server, path) for path in links]
    return there


@asynccontextmanager
async def _sending(server: ServerUnderTest, owner: str) -> AsyncIterator[None]:
    """The test picture, small: it is not media that is measured."""
    process = await asyncio.create_subprocess_exec(
        *(*PROGRAM, "send", "test", "--to", server.url.page, "--size", "320x180", "--fps", "5"),
        env={**os.environ, "FOOTLIGHT_KEY": server.key},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await _wait_live(server.url, owner)
        yield
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _wait_live(server: ServerUrl, owner: str) -> None:
    deadline = asyncio.get_running_loop().time() + _LIVE
    while asyncio.get_running_loop().time() < deadline:
        async with browser(server) as asking:
            if (await asking.ask("GET", f"/channels/{CHANNEL}", owner))["state"] == "live":
                return
        await asyncio.sleep(0.1)
    raise ConnectionFailedError("footlight send does not get to the channel")
