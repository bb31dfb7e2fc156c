"""What the terminal asks a chat for by itself: older lines, the commands there are, and who is in a crowd."""

import asyncio
import random
from collections.abc import Callable
from typing import Final

from footlight.client.chat import asked, told
from footlight.client.chat.chat import Chat
from footlight.client.chat.completion import Completing
from footlight.client.chat.roomstate import RoomState
from footlight.errors import FootlightError
from footlight.model.clock import Clock

_EMOTES_WITHIN: Final = 3.0
"""Seconds in which all of a crowd ask for new emotes."""
_PEOPLE_EVERY: Final = 15.0
"""Seconds between two looks at who is in a crowd."""
OURS: Final = (
    told.CommandUsage(
        "vote", "/vote NUMBER", "choose an answer of the poll", [], [told.CommandArgument("number", "NUMBER")]
    ),
    told.CommandUsage("held", "/held", "see the lines that wait for you"),
    told.CommandUsage("search", "/search WORDS", "find lines", [], [told.CommandArgument("text", "WORDS")]),
    told.CommandUsage("quit", "/quit", "leave"),
)
"""Commands that the terminal does itself."""


class Learning:
    """Each is asked once at a time; what comes is in the state."""

    def __init__(
        self,
        chat: Chat,
        state: RoomState,
        clock: Clock,
        changed: Callable[[], object],
        failed: Callable[[FootlightError], object],
    ) -> None:
        self._chat = chat
        self._clock = clock
        self._state = state
        self._changed = changed
        self._failed = failed
        self._asking_older = self._asking_people = False
        self._commands: list[told.CommandUsage] = []
        self._emotes: list[str] = []
        self._version = 0
        self.completing = Completing(OURS)

    async def older(self) -> None:
        """The lines before those that are held."""
        if not self._asking_older and self._state.older:
            await self._lines(self._state.oldest)

    async def newest(self) -> None:
        """The newest lines, where some of them came back."""
        await self._lines(None)

    async def _lines(self, before: int | None) -> None:
        self._asking_older = True
        try:
            self._state.before(await self._chat.history(before=before))
        except FootlightError as error:
            self._failed(error)
        finally:
            self._asking_older = False
        self._changed()

    async def commands(self) -> None:
        """What may be typed."""
        try:
            self._commands = (await self._chat.commands()).commands
        except FootlightError as error:
            self._failed(error)
        self._complete()

    async def emotes(self) -> None:
        """Which emotes may stand in a line, where they are other ones than we know."""
        version = self._state.room.emotes
        if version == self._version:
            return
        known, self._version = self._version, version
        try:
            if known:
                await asyncio.sleep(random.uniform(0, _EMOTES_WITHIN))  # noqa: S311 - so that not all ask at once
            self._emotes = [emote.name for emote in await self._chat.emotes()] if version else []
        except FootlightError as error:
            self._failed(error)
        self._complete()

    async def clock(self) -> None:
        """How far the server's clock is from ours."""
        try:
            answer = await self._chat.ask(asked.Ping())
        except FootlightError as error:
            self._failed(error)
            return
        if isinstance(answer, told.Pong):
            self._state.ahead = answer.now - self._clock.now()
            self._changed()

    def _complete(self) -> None:
        self.completing = Completing([*self._commands, *OURS], self._emotes)

    async def crowd(self) -> None:
        """Who is here, where that is not told."""
        if self._asking_people or not self._state.crowded:
            return
        self._asking_people = True
        try:
            found = await self._chat.people()
            self._state.people.clear()
            self._state.come(found.people)
            self._changed()
            await asyncio.sleep(_PEOPLE_EVERY)
        except FootlightError as error:
            self._failed(error)
        finally:
            self._asking_people = False
