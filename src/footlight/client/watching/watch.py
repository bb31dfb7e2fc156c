"""Watching a channel: an endless run of events that outlives every connection it came over."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Final

import msgspec

from footlight.client.backoff import Backoff
from footlight.client.connection import Connection, agent, connect
from footlight.client.credentials import Credentials, ask_ticket
from footlight.client.events import (
    Connected,
    Event,
    Lost,
)
from footlight.client.opening import DisconnectedError
from footlight.client.trust import Trust
from footlight.client.url import ServerUrl
from footlight.client.watching.reading import event_of
from footlight.e2ee.mediakeys import MediaSecret
from footlight.e2ee.session import Opening
from footlight.errors import TicketInvalidError
from footlight.model.clock import Clock
from footlight.model.latency import LatencyClass
from footlight.model.units import Micros, seconds
from footlight.wire.clocksync import ClockSync
from footlight.wire.control import (
    VERSION,
    Control,
    Hello,
    Keyframe,
    Stats,
)

_PINGS_AT_FIRST: Final = 4
_FIRST_PINGS_EVERY: Final = 0.25
_PINGS_EVERY: Final = 10.0


class Watch:
    """Events of a channel, for ever: iterate over `events` once, in one task.

    A connection that is lost is made again (with the delays of `Backoff`) unless the server refused us
    for good. The first connection must succeed: an address that was mistyped is told at once.
    """

    def __init__(
        self,
        url: ServerUrl,
        clock: Clock,
        trust: Trust | None = None,
        latency: LatencyClass = "normal",
        secret: MediaSecret | None = None,
        key: str | None = None,
        credentials: Credentials | None = None,
    ) -> None:
        """Watch a channel of a server, or of a cable's end that listens.

        Args:
            latency: how soon this viewer wants what comes where the server is busy.
            secret: what the broadcast is encrypted with; with one, only what is encrypted is taken.
            key: what that end wants to be shown.
            credentials: what a server wants to be shown for a channel that is not for everybody.
        """
        self._url = url
        self._clock = clock
        self._trust = trust if trust is not None else Trust()
        self._hello = Hello(version=VERSION, role="watch", agent=agent(), key=key, latency=latency)
        self._credentials = credentials
        self._connection: Connection | None = None
        self._opening = Opening(secret)

    @property
    def tampered(self) -> int:
        """Encrypted packets that somebody changed on their way, or slipped in; they are left out."""
        return self._opening.tampered

    @property
    def sync(self) -> ClockSync:
        """The server's clock against ours, on the connection that stands."""
        return self._connection.sync if self._connection is not None else ClockSync()

    async def request_keyframe(self) -> None:
        """Ask for a new group on every picture track, for instance after a decoder failed."""
        await self._tell(Keyframe())

    async def report(self, latency: Micros | None, dropped_groups: int) -> None:
        """Tell the server what is shown here, for its statistics."""
        await self._tell(Stats(latency_us=latency, dropped_groups=dropped_groups))

    async def events(self) -> AsyncGenerator[Event, None]:
        """Everything that happens, in order.

        Raises:
            SecretMissingError, SecretWrongError: the broadcast is encrypted, and not with our secret.
            NotEncryptedError: the broadcast is not encrypted, though we have a secret.
            FootlightError: the first connection failed, or the server refused us for good.
        """
        backoff = Backoff(self._clock)
        greeted = False
        while True:
            try:
                async with aclosing(self._connected()) as events:
                    async for event in events:
                        if isinstance(event, Connected):
                            greeted = True
                            backoff.reset()
                        yield event
            except DisconnectedError as lost:
                # A ticket that grew old on the way, as this machine slept, is asked for anew.
                if not greeted or not (lost.retry or isinstance(lost.error, TicketInvalidError)):
                    raise lost.error from lost
                delay = backoff.delay()
                yield Lost(lost.error, delay)
                await asyncio.sleep(seconds(delay))

    async def _connected(self) -> AsyncGenerator[Event, None]:
        hello = self._hello
        if self._credentials is not None:
            ticket = await ask_ticket(self._url, self._credentials, self._trust, "watch")
            hello = msgspec.structs.replace(hello, ticket=ticket)
        connection = await connect(self._url, hello, clock=self._clock, trust=self._trust)
        self._connection = connection
        pinging = asyncio.create_task(_ping(connection), name="footlight-watch-ping")
        try:
            yield Connected(self._clock.now())
            while True:
                event = event_of(await connection.receive(), self._clock.now(), self._opening)
                if event is not None:
                    yield event
        except (GeneratorExit, asyncio.CancelledError):
            await connection.close()
            raise
        finally:
            self._connection = None
            pinging.cancel()
            connection.abort()

    async def _tell(self, message: Control) -> None:
        if self._connection is not None:
            with suppress(DisconnectedError):  # `events` is told of it, and reconnects
                await self._connection.send(message)


async def _ping(connection: Connection) -> None:
    sent = 0
    with suppress(DisconnectedError):  # the task that receives is told of it
        while True:
            await asyncio.sleep(_FIRST_PINGS_EVERY if sent < _PINGS_AT_FIRST - 1 else _PINGS_EVERY)
            await connection.ping()
            sent += 1
