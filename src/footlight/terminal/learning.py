"""What the terminal asks a chat for by itself: older lines, the commands there are, and who is in a crowd."""

import asyncio
from collections.abc import Callable
from typing import Final

from footlight.client.chat import told
from footlight.client.chat.chat import Chat
from footlight.client.chat.completion import Completing
from footlight.client.chat.roomstate import RoomState
from footlight.errors import FootlightError

_PEOPLE_EVERY: Final = 15.0
"""Seconds between two looks at who is in a crowd."""
OURS: Final = (
    told.CommandUsage(
        "vote", "/vote NUMBER", "choose an answer of the poll", [], [told.CommandArgument("number", "NUMBER")]
    ),
    told.CommandUsage("search", "/search WORDS", "find lines", [], [told.CommandArgument("text", "WORDS")]),
    told.CommandUsage("quit", "/quit", "leave"),
)
"""Commands that the terminal does itself."""


class Learning:
    """Each is asked once at a time; what comes is in the state."""

    def __init__(
        self, chat: Chat, state: RoomState, changed: Callable[[], object], failed: Callable[[FootlightError], object]
    ) -> None:
        self._chat = chat
        self._state = state
        self._changed = changed
        self._failed = failed
        self._asking_older = self._asking_people = False
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
            self.completing = Completing([*(await self._chat.commands()).commands, *OURS])
        except FootlightError as error:
            self._failed(error)

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
