"""One picture of a channel, as it is now."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from footlight.client.events import Event
from footlight.client.watching.decoding import Decoded
from footlight.client.watching.receiver import Downlink, Receiver
from footlight.errors import FootlightError
from footlight.model.clock import Clock
from footlight.model.frame import VideoFrame

_LIVE_SECONDS: Final = 1.0
"""How long after the first picture a newer one is waited for: the first may be as old as its group."""


class Glimpse:
    """Watches until it has seen what is on; belongs to one event loop, and is used once."""

    def __init__(self, watch: Downlink, clock: Clock, on_event: Callable[[Event], object]) -> None:
        self._watch = watch
        self._receiver = Receiver(watch, clock, on_frame=self._hand_over, on_event=on_event)
        self._loop = asyncio.get_running_loop()
        self._seen: asyncio.Future[None] = self._loop.create_future()
        self._newest: VideoFrame | None = None

    @property
    def decoding_error(self) -> FootlightError | None:
        """The newest failure to decode."""
        return self._receiver.decoding_error

    async def picture(self, patience: float | None) -> VideoFrame | None:
        """The main picture as it is now; None where there was none for ``patience`` seconds, or for ever.

        Raises:
            FootlightError: the first connection failed, or the server refused us for good.
        """
        receiving = asyncio.create_task(self._receiver.run())
        try:
            await asyncio.wait({receiving, self._seen}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            if receiving.done():
                receiving.result()
        finally:
            receiving.cancel()
            with suppress(asyncio.CancelledError, FootlightError):  # an error of it was raised above
                await receiving
        return self._newest

    def _hand_over(self, decoded: Decoded) -> None:
        self._loop.call_soon_threadsafe(self._see, decoded)

    def _see(self, decoded: Decoded) -> None:
        main = self._receiver.main
        if not isinstance(decoded.frame, VideoFrame) or main is None or decoded.track.id != main.id:
            return
        if self._newest is None:
            self._loop.call_later(_LIVE_SECONDS, self._finish)
        self._newest = decoded.frame
        sync = self._watch.sync
        if sync.ready and decoded.frame.captured_at - sync.offset >= decoded.joined_at:
            self._finish()

    def _finish(self) -> None:
        if not self._seen.done():
            self._seen.set_result(None)
