"""What is looked at over the chat: what was found, what is around a line, and the lines that wait for us."""

from collections.abc import Callable

from textual.app import App

from footlight.client.chat.chat import Chat
from footlight.errors import FootlightError
from footlight.terminal.palette import Palette
from footlight.terminal.screens import HeldScreen, LinesScreen


class Looking:
    """Asks the server, and shows what it answers."""

    def __init__(
        self,
        app: App[None],
        chat: Chat,
        palette: Callable[[], Palette],
        failed: Callable[[FootlightError], object],
    ) -> None:
        self._app = app
        self._chat = chat
        self._palette = palette
        self._failed = failed

    async def search(self, words: str) -> None:
        """Lines with these words."""
        try:
            found = await self._chat.search(words)
        except FootlightError as error:
            self._failed(error)
            return
        title = f"{len(found.lines)}{' or more' if found.more else ''} with {words}"
        self._app.push_screen(LinesScreen(title, found.lines[::-1], self._palette()))

    async def around(self, line: int) -> None:
        """A line that is not held, and what was said before and after it."""
        try:
            found = await self._chat.history(around=line)
        except FootlightError as error:
            self._failed(error)
            return
        self._app.push_screen(LinesScreen("From before", found.lines, self._palette(), line))

    async def held(self) -> None:
        """The lines that wait, where they are not seen already."""
        if not isinstance(self._app.screen, HeldScreen):
            screen = HeldScreen(self._palette())
            self._app.push_screen(screen)
            await self._read(screen)

    async def held_again(self) -> None:
        """The same where they are seen: others wait now."""
        if isinstance(self._app.screen, HeldScreen):
            await self._read(self._app.screen)

    async def decide(self, held: int, *, approve: bool) -> None:
        """Let one of them through, or not."""
        try:
            await (self._chat.approve if approve else self._chat.reject)(held)
        except FootlightError as error:
            self._failed(error)
        await self.held_again()

    async def _read(self, screen: HeldScreen) -> None:
        try:
            held = await self._chat.held()
        except FootlightError as error:
            screen.dismiss()
            self._failed(error)
            return
        if held or not screen.held:
            screen.show(held)
        elif screen.is_current:
            # The last of them is decided.
            screen.dismiss()
