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
from footlight.errors import FootlightError, NotEncryptedError, SecretMissingError, SecretWrongError
from footlight.hub.hub import Hub
from footlight.hub.viewer import Viewer
from footlight.model.broadcast import BroadcastId
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.packet import Packet, Payload
from footlight.model.units import Micros
from footlight.wire.clocksync import ClockSync
from footlight.wire.control import Control, Tracks

_MOST_BYTES: Final = 256 * 1024
"""Unread bytes from which no more is taken: the hub then decides what is left out, as for any viewer."""

_TO_SENDER: Final = {
    NotEncryptedError: "that end takes only what is encrypted: give its secret here",
    SecretMissingError: "that end has no secret to read this with: give it there too, or leave it out here",
    SecretWrongError: "that end has another secret: the same words are wanted at both ends",
}


class LocalWatch:
    """A `Downlink`: iterate over `events` once, in one task. To the hub it is an `Outlet`.

    What cannot be read for want of the right secret is refused: its sender is told so, and the next one may come.
    """

    def __init__(self, hub: Hub, channel: ChannelName, clock: Clock, secret: MediaSecret | None = None) -> None:
        """Watch a channel of ``hub``.

        Args:
            clock: the one that the hub has too.
            secret: what broadcasts are encrypted with; with one, only what is encrypted is taken.
        """
        self._hub = hub
        self._channel = channel
        self._clock = clock
        self._opening = Opening(secret)
        self._viewer: Viewer | None = None
        self._unread: deque[bytes] = deque()
        self._unread_bytes = 0
        self._changed = asyncio.Event()
        self._dismissed: FootlightError | None = None
        self._told: BroadcastId | None = None
        """The broadcast of the tracks that came last; None where it was refused."""
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
            LimitReachedError: too many viewers.
            FootlightError: the hub let this viewer go.
        """
        viewer = self._viewer = self._hub.watch(
            self._channel, self, right="local", form=LocalForm, latency="interactive"
        )
        try:
            yield Connected(self._clock.now())
            viewer.join()
            while True:
                while self._unread:
                    for message in read_messages(self._take(viewer)):
                        event = self._read(message)
                        if event is not None:
                            yield event
                if self._dismissed is not None:
                    raise self._dismissed
                self._changed.clear()
                await self._changed.wait()
        finally:
            viewer.leave()

    # Outlet

    def write(self, data: Payload) -> None:
        self._unread.append(bytes(data))
        self._unread_bytes += len(data)
        self._changed.set()
        if self._unread_bytes >= _MOST_BYTES and self._viewer is not None:
            self._viewer.pause()

    def unsent(self) -> int:
        return self._unread_bytes

    def dismiss(self, error: FootlightError) -> None:
        self._dismissed = error
        self._changed.set()

    def _read(self, message: Control | list[Packet]) -> Event | None:
        if isinstance(message, Tracks) and message.broadcast is not None:
            self._told = BroadcastId(message.broadcast)
        if self._told is None and isinstance(message, list):
            return None
        try:
            return event_of(message, self._clock.now(), self._opening)
        except (NotEncryptedError, SecretMissingError, SecretWrongError) as error:
            if self._told is not None:
                self._hub.refuse(self._told, type(error)(_TO_SENDER[type(error)]))
            self._told = None
            return None

    def _take(self, viewer: Viewer) -> bytes:
        data = self._unread.popleft()
        self._unread_bytes -= len(data)
        if not self._unread:
            viewer.resume()
        return data
