"""What the broadcast chooser shows, brought from threads to Qt's by queued signals."""

import asyncio

from PySide6.QtCore import QObject, Signal

from footlight.cable.discovery import Finder
from footlight.client.trust import Trust
from footlight.desktop.serverlook import ServerLook
from footlight.desktop.session import Session
from footlight.errors import FootlightError


class BroadcastFeed(QObject):
    """Ends that are found on the network, and what is on at a server, as signals in the thread that made this."""

    found = Signal(object)
    """Every `Found` that is there now, as a tuple; or the error for which nobody can look."""
    answered = Signal(str, object)
    """What was typed, and the `Answer` of the server that it means."""

    def __init__(self, trust: Trust) -> None:
        super().__init__()
        # A signal that is emitted in another thread is queued, for this object lives in this one.
        self._finding = Session(self._find(), asyncio.new_event_loop, self._ended)
        self._finding.start()
        self._server = ServerLook(trust, self.answered.emit)

    def ask(self, text: str) -> None:
        """Ask the server that was typed what is on; none where the text is empty."""
        self._server.ask(text)

    def close(self) -> None:
        """Look no more."""
        self._finding.stop()
        self._server.close()
        self._finding.join()

    async def _find(self) -> None:
        changed = asyncio.Event()
        async with Finder(changed.set) as finder:
            while True:
                changed.clear()
                self.found.emit(finder.found)
                await changed.wait()

    def _ended(self, error: BaseException | None) -> None:
        if isinstance(error, FootlightError):
            self.found.emit(error)
