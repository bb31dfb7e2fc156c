"""What keys do while ``send`` runs: quality, size, rate, sound and source."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

from footlight.capture.listing import SourceInfo, list_sources
from footlight.capture.source import Source
from footlight.cli.status import StatusDisplay
from footlight.cli.terminal import Terminal
from footlight.client.sending.regulator import Dial
from footlight.client.sending.sender import Sender
from footlight.errors import FootlightError

HINT: Final = "Keys: + - quality, [ ] size, < > rate, m mute, r another source, ? this; Ctrl-C ends it"

_DIALS: Final[Mapping[str, tuple[Dial, bool]]] = {
    "+": ("bitrate", True),
    "-": ("bitrate", False),
    "]": ("size", True),
    "[": ("size", False),
    ">": ("rate", True),
    "<": ("rate", False),
}
_WITH_PICTURES: Final = ("screen", "window", "camera", "test")


class Keys:
    """Reads one terminal for one sender, on its event loop."""

    def __init__(self, terminal: Terminal, opener: Callable[[str], Source]) -> None:
        """``opener`` opens what a person typed; it is called in a thread, and raises a `FootlightError`."""
        self._terminal = terminal
        self._opener = opener

    async def run(self, sender: Sender, display: StatusDisplay) -> None:
        """Do what each key says, until cancelled."""
        self._terminal.open()
        try:
            display.words(HINT)
            while True:
                await self._press(await self._terminal.key(), sender, display)
        finally:
            self._terminal.close()

    async def _press(self, key: str, sender: Sender, display: StatusDisplay) -> None:
        """Do what one key says; those that say nothing are left alone."""
        if key in _DIALS:
            sender.turn(*_DIALS[key])
        elif key == "m":
            sender.muted = not sender.muted
        elif key == "r":
            await self._choose_source(sender, display)
        elif key in "?h":
            display.words(HINT)

    async def _choose_source(self, sender: Sender, display: StatusDisplay) -> None:
        """Ask which source is wanted instead of the main picture's, and change over to it."""
        known = await asyncio.to_thread(_sources)
        for number, source in enumerate(known, 1):
            display.words(f"{number:>3}  {source.source}  ({source.name})")
        try:
            text = await self._terminal.line(lambda: display.ask("Number or source, Enter to leave it as it is: "))
        finally:
            display.asked()
        with suppress(ValueError, IndexError):
            if int(text) > 0:
                text = known[int(text) - 1].source
        if not text:
            return
        try:
            await sender.replace(await asyncio.to_thread(self._opener, text))
        except FootlightError as error:
            display.words(f"The source stays as it is: {error} [{error.code}]")
        else:
            display.words(f"Sending {text} now")


def _sources() -> list[SourceInfo]:
    return [source for source in list_sources().sources if source.kind in _WITH_PICTURES]
