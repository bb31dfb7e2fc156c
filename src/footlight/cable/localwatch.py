"""A downlink from a hub of this process, with no socket between."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from typing import Final

from footlight.cable.localform import LocalForm, read_messages
from footlight.client.events import Connected, Event
from footlight.client.watching.reading import event_of
from footlight.e2ee.mediakeys import MediaSecret
from footlight.e2ee.session import Opening
from footlight.errors import FootlightError
from footlight.hub.hub import Hub
from footlight.hub.viewer import Viewer
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.units import Micros
from footlight.wire.clocksync import ClockSync

_MOST_BYTES: Final = 256 * 1024
"""Unread bytes from which no more is taken: the hub then decides what is left out, as for any viewer."""


class LocalWatch:
    """A `Downlink`: iterate over `events` once, in one task. To the hub it is an `Outlet`."""

    def __init__(self, hub: Hub, channel: ChannelName, clock: Clock, secret: MediaSecret | None = None) -> None:
        """Watch a channel of ``hub``.

        Args:
            clock: the one that the hub has too.
            secret: what the broadcast is encrypted with; with one, only what is encrypted is taken.
        """
        self._hub = hub
        self._channel = channel
        self._clock = clock
        self._opening = Opening(secret)
        self._viewer: Viewer | None = None
        self._unread: deque[bytes] = deque()
        self._unread_bytes = 0
        self._full = False
        self._changed = asyncio.Event()
        self._dismissed: FootlightError | None = None
        self.sync = ClockSync()
        now = clock.now()
        self.sync.add(now, now, now, now)  # one clock

    # Downlink

    @property
    def tampered(self) -> int:
        return self._opening.tampered

    async def request_keyframe(self) -> None:
        if self._viewer is not None:
            self._viewer.want_keyframe()

    async def report(self, latency: Micros | None, dropped_groups: int) -> None:
        """Nobody asks: who watches here is shown it here."""

    async def events(self) -> AsyncGenerator[Event, None]:
        """Everything that happens, in order.

        Raises:
            SecretMissingError, SecretWrongError, NotEncryptedError: as of `Watch.events`.
            LimitReachedError: too many viewers.
            FootlightError: the hub let this viewer go.
        """
        viewer = self._viewer = self._hub.watch(self._channel, self, form=LocalForm, latency="interactive")
        try:
            yield Connected(self._clock.now())
            viewer.join()
            while True:
                while self._unread:
                    for message in read_messages(self._take(viewer)):
                        event = event_of(message, self._clock.now(), self._opening)
                        if event is not None:
                            yield event
                if self._dismissed is not None:
                    raise self._dismissed
                self._changed.clear()
                await self._changed.wait()
        finally:
            viewer.leave()

    # Outlet

    def write(self, data: bytes) -> None:
        self._unread.append(data)
        self._unread_bytes += len(data)
        self._changed.set()
        if self._unread_bytes >= _MOST_BYTES and not self._full and self._viewer is not None:
            self._full = True
            self._viewer.pause()

    def unsent(self) -> int:
        return self._unread_bytes

    def dismiss(self, error: FootlightError) -> None:
        self._dismissed = error
        self._changed.set()

    def _take(self, viewer: Viewer) -> bytes:
        data = self._unread.popleft()
        self._unread_bytes -= len(data)
        if self._full and not self._unread:
            self._full = False
            viewer.resume()
        return data
