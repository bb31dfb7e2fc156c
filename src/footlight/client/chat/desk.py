"""What is asked of a chat over HTTP: its emotes, and the lines that wait for those who keep order."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeVar

import msgspec

from footlight.client.http import HttpClient
from footlight.client.trust import Trust
from footlight.client.url import ServerUrl
from footlight.errors import NotFootlightError

T = TypeVar("T")


class Emote(msgspec.Struct, frozen=True):
    """A picture that stands in the place of ``:name:``."""

    name: str
    url: str
    """Of the picture, from the server's root."""


class HeldLine(msgspec.Struct, frozen=True):
    """A line that waits for those who keep order."""

    id: int
    nick: str
    rank: str
    text: str
    reason: str
    """Why it waits."""
    at: datetime


class _Emotes(msgspec.Struct, frozen=True):
    emotes: list[Emote]


class _Held(msgspec.Struct, frozen=True):
    held: list[HeldLine]


class Desk:
    """Of one channel; each call asks on a connection of its own, and raises what it was refused with."""

    def __init__(self, url: ServerUrl, trust: Trust, token: str | None) -> None:
        """``token``: of the account to ask for."""
        self._url = url
        self._trust = trust
        self._token = token
        self._root: Final = f"/api/v1/channels/{url.channel}/chat"

    async def emotes(self) -> list[Emote]:
        """Those of the room, by name."""
        return (await self._ask(lambda client: self._read(client, "emotes", _Emotes))).emotes

    async def held(self) -> list[HeldLine]:
        """The lines that wait, the oldest first."""
        return (await self._ask(lambda client: self._read(client, "held", _Held))).held

    async def decide(self, held: int, *, approve: bool) -> None:
        """Let a line that waits through, or never."""
        path = f"{self._root}/held/{held}/{'approve' if approve else 'reject'}"
        await self._ask(lambda client: client.post(path, {}, self._token))

    def _read(self, client: HttpClient, what: str, kind: type[T]) -> T:
        answer = client.get(f"{self._root}/{what}", self._token)
        try:
            return msgspec.json.decode(answer, type=kind)
        except msgspec.MsgspecError as error:
            raise NotFootlightError(f"what {self._url.authority} gives for {what} of a chat is none: {error}") from None

    async def _ask(self, ask: Callable[[HttpClient], T]) -> T:
        def work() -> T:
            client = HttpClient(self._url, self._trust)
            try:
                return ask(client)
            finally:
                client.close()

        return await asyncio.to_thread(work)
