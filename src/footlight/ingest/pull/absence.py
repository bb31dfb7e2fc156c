"""A pulled source that was on and is lost: its broadcast waits for it, and for how long."""

import asyncio
from collections.abc import Callable, Coroutine

from footlight.capture.source import Notice
from footlight.errors import FootlightError, SourceStalledError
from footlight.ingest.pull.gateway import WayOut


class Absence:
    """Hears of one source that asks for itself again when it is lost; belongs to one event loop."""

    def __init__(
        self,
        longest: float,
        way: WayOut,
        on_lost: Callable[[FootlightError], object],
        on_back: Callable[[], object],
    ) -> None:
        """Nothing is lost yet.

        Args:
            longest: seconds.
            way: by which the source is read.
            on_lost: hears each reason.
            on_back: is called when the source is there again.
        """
        self._longest = longest
        self._way = way
        self._on_lost = on_lost
        self._on_back = on_back
        self._patience: asyncio.Timeout | None = None
        self._reason = ""

    async def bound(self, work: Coroutine[None, None, None]) -> None:
        """Do ``work``, unless the source stays away for too long meanwhile.

        Raises:
            SourceStalledError: it did.
        """
        self._patience = patience = asyncio.timeout(None)
        try:
            async with patience:
                await work
        except TimeoutError:
            if not patience.expired():
                raise
            raise SourceStalledError(self._reason) from None
        finally:
            self._patience = None

    def hear(self, notice: Notice) -> None:
        """What the source says: only ``lost`` and ``back`` matter, and only while the work is done."""
        patience = self._patience
        if patience is None or patience.expired():
            return
        if notice.state == "lost":
            self._reason = notice.text
            if patience.when() is None:
                patience.reschedule(asyncio.get_running_loop().time() + self._longest)
            self._on_lost(self._way.explain(SourceStalledError(notice.text)))
        elif notice.state == "back":
            patience.reschedule(None)
            # Why a connection was not made meanwhile says nothing of what may come.
            self._way.refusal = None
            self._on_back()
