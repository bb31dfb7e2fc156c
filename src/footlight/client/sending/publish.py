"""Publishing to a channel: a bounded outbox, and a connection that is made again for ever."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from footlight.client.backoff import Backoff
from footlight.client.connection import Connection, agent, connect
from footlight.client.credentials import Credentials, ask_ticket
from footlight.client.events import Connected, Lost
from footlight.client.opening import DisconnectedError
from footlight.client.sending.adaptation import LAG
from footlight.client.sending.outbox import Outbox, OutboxLimits
from footlight.client.sending.path import Path
from footlight.client.sending.uplink import OpenUplink, Uplink, UplinkCounters
from footlight.client.trust import Trust
from footlight.client.url import ServerUrl
from footlight.e2ee.mediakeys import MediaSecret
from footlight.e2ee.session import Sealing
from footlight.e2ee.sframe import MAX_OVERHEAD
from footlight.errors import TicketInvalidError
from footlight.model.clock import Clock
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros, seconds
from footlight.wire.control import VERSION, Control, Hello, Keyframe, Stats, Tracks, Welcome, track_info
from footlight.wire.packets import MAX_PACKET, encode_packets

_DRAIN_SECONDS: Final = 2.0
_PING_EVERY: Final = Micros(200_000)
"""While there is something to send: each tells what lies between here and the server."""

_PING_OFTEN: Final = Micros(50_000)
"""The same while something waits: what comes through is counted by the pings."""

_WAITS: Final = Micros(50_000)
"""More than packets wait for each other on a network that is wide enough."""

_TELL_EVERY: Final = 5.0
"""Seconds between what we tell the server of our drops."""


class Publisher:
    """Feeds one channel. All methods belong to the event loop that runs `run`."""

    def __init__(
        self,
        url: ServerUrl,
        key: str | None,
        clock: Clock,
        *,
        on_keyframe: Callable[[], None],
        on_event: Callable[[Connected | Lost], None],
        trust: Trust | None = None,
        take_over: bool = False,
        limits: OutboxLimits | None = None,
        secret: MediaSecret | None = None,
        credentials: Credentials | None = None,
    ) -> None:
        """
        Args:
            secret: encrypt all media with it, end to end.
            credentials: of a person who may send to a server's channel; they go without a key.
        """
        self._url = url
        self._key = key
        self._credentials = credentials
        self._clock = clock
        self._on_keyframe = on_keyframe
        self._on_event = on_event
        self._trust = trust if trust is not None else Trust()
        self._take_over = take_over
        self._session = secrets.token_urlsafe(16)
        self._sealing = Sealing(secret) if secret is not None else None
        self._main: int | None = None
        self._path: Path | None = None  # of the connection that stands
        self._filled = asyncio.Event()
        self._emptied = asyncio.Event()
        self._emptied.set()
        self.lagging = asyncio.Event()
        """Set with a packet that will wait for too long; who waits for it clears it."""
        self.outbox = Outbox(clock, limits if limits is not None else OutboxLimits())
        self.counters = UplinkCounters()

    def set_tracks(self, tracks: Sequence[Track]) -> None:
        """Tell the whole list of tracks, before the packets that it describes."""
        if self._sealing is not None:
            tracks = self._sealing.describe(tracks)
        self._main = next((track.id for track in tracks if track.kind == "video"), tracks[0].id if tracks else None)
        self.outbox.set_tracks(tracks)
        self._filled.set()

    def send(self, packet: Packet) -> None:
        """Queue a packet without waiting; a network that lags costs whole groups, never a lag."""
        if self.outbox.push(packet):
            self._on_keyframe()
        if self._path is not None:  # else nothing was taken, and so nothing waits
            self._emptied.clear()
            self._filled.set()
        if self.lag > LAG:
            self.lagging.set()

    @property
    def lag(self) -> Micros:
        """How long what is sent now will wait, here and on its way to the server."""
        return Micros(self.outbox.waiting + self._path.lag) if self._path is not None else Micros(0)

    @property
    def rate(self) -> int | None:
        """Bits a second that came through in the last second, while something waited; None where nothing did."""
        return self._path.rate() if self._path is not None else None

    @property
    def waiting_pictures(self) -> int:
        """Bytes of pictures that wait here."""
        return self.outbox.picture_bytes

    @property
    def dropped(self) -> Counter[int]:
        """Packets dropped here, by track."""
        return self.outbox.dropped

    def drop_pictures(self) -> None:
        """Let go of the pictures that wait here, and ask for keyframes."""
        self.outbox.drop_pictures()
        self._on_keyframe()

    async def run(self) -> None:
        """Keep the channel fed until cancelled, which ends the broadcast.

        A connection that is lost is made again and the broadcast resumed, for ever, unless the server
        refused us for good.

        Raises:
            FootlightError: the first connection failed, or the server refused us for good.
            Exception: a packet that cannot be sent, or another fault.
        """
        backoff = Backoff(self._clock)
        greeted = False
        while True:
            try:
                connection = await self._connect(take_over=self._take_over and not greeted)
                greeted = True
                backoff.reset()
                await self._feed(connection)
            except DisconnectedError as lost:
                # A ticket that grew old on the way, as this machine slept, is asked for anew.
                if not greeted or not (lost.retry or isinstance(lost.error, TicketInvalidError)):
                    raise lost.error from lost
                delay = backoff.delay()
                self._on_event(Lost(lost.error, delay))
                await asyncio.sleep(seconds(delay))

    async def drain(self) -> None:
        """Wait until all is sent, or lost with the connection; at most two seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN_SECONDS):
                await self._emptied.wait()

    async def _connect(self, *, take_over: bool) -> Connection:
        ticket = None
        if self._credentials is not None:
            ticket = await ask_ticket(self._url, self._credentials, self._trust, "publish")
        # Only the first hello takes over: whoever came while we were away has the better right.
        hello = Hello(
            version=VERSION,
            role="publish",
            agent=agent(),
            key=self._key,
            session=self._session,
            take_over=take_over,
            ticket=ticket,
        )
        return await connect(self._url, hello, clock=self._clock, trust=self._trust)

    async def _feed(self, connection: Connection) -> None:
        self.outbox.open()
        self._path = connection.path
        self._filled.set()
        pumping = asyncio.create_task(self._pump(connection), name="footlight-publish-pump")
        telling = asyncio.create_task(self._tell_drops(connection), name="footlight-publish-stats")
        for task in (pumping, telling):
            task.add_done_callback(lambda task: _abort_after_fault(task, connection))
        try:
            welcome = connection.welcome
            self._on_event(Connected(self._clock.now(), welcome.broadcast, welcome.resumed, self._largest(welcome)))
            self._on_keyframe()
            while True:
                self._read(await connection.receive())
        except DisconnectedError:
            for task in (pumping, telling):
                if task.done():
                    task.result()  # with a fault of ours connecting again would not help
            raise
        except asyncio.CancelledError:
            await connection.close()
            raise
        finally:
            self._path = None
            self.outbox.close()
            self._emptied.set()
            pumping.cancel()
            telling.cancel()
            connection.abort()

    def _largest(self, welcome: Welcome) -> int:
        """Bytes of the largest message that can be handed to us; 0 where the server did not tell."""
        if self._sealing is None:
            return welcome.max_message
        return min(welcome.max_message or MAX_PACKET, MAX_PACKET) - MAX_OVERHEAD

    def _read(self, content: Control | list[Packet]) -> None:
        match content:
            case Keyframe():
                self._on_keyframe()
            case Stats(viewers=int(viewers)):
                self.counters.viewers = viewers
            case _:
                pass  # a later version of the protocol may tell a publisher more

    async def _pump(self, connection: Connection) -> None:
        with suppress(DisconnectedError):  # the task that receives is told why
            pinged = self._clock.now()
            while True:
                await self._filled.wait()
                self._filled.clear()
                while (batch := self.outbox.take()) is not None:
                    await self._send(connection, batch)
                    if self._clock.now() - pinged >= (_PING_OFTEN if self.lag > _WAITS else _PING_EVERY):
                        pinged = self._clock.now()
                        await connection.ping()
                self._emptied.set()

    async def _send(self, connection: Connection, batch: list[Packet] | tuple[Track, ...]) -> None:
        if isinstance(batch, tuple):
            await connection.send(Tracks([track_info(track) for track in batch]))
            return
        # Not before: what is dropped while it waits costs no counter, and its successor's flags change.
        message = encode_packets(map(self._sealing.seal, batch) if self._sealing is not None else batch)
        await connection.send(message)
        self.counters.sent_packets += len(batch)
        self.counters.sent_bytes += len(message)
        newest = next((packet for packet in reversed(batch) if packet.track == self._main), None)
        if newest is not None:
            self.counters.latency = Micros(self._clock.now() - newest.captured_at)

    async def _tell_drops(self, connection: Connection) -> None:
        told = 0
        with suppress(DisconnectedError):  # the task that receives is told why
            while True:
                await asyncio.sleep(_TELL_EVERY)
                if self.outbox.dropped_groups != told:
                    told = self.outbox.dropped_groups
                    await connection.send(Stats(dropped_groups=told))


def _abort_after_fault(task: asyncio.Task[None], connection: Connection) -> None:
    """The task that receives would wait for ever on a connection that nothing is sent over any more."""
    if not task.cancelled() and task.exception() is not None:
        connection.abort()


def to_server(
    url: ServerUrl,
    key: str | None,
    clock: Clock,
    *,
    trust: Trust | None = None,
    take_over: bool = False,
    secret: MediaSecret | None = None,
    credentials: Credentials | None = None,
) -> OpenUplink:
    """Send to a channel of a server, or of a cable's end that listens; the arguments are those of `Publisher`."""

    def open_uplink(*, on_keyframe: Callable[[], None], on_event: Callable[[Connected | Lost], None]) -> Uplink:
        return Publisher(
            url,
            key,
            clock,
            on_keyframe=on_keyframe,
            on_event=on_event,
            trust=trust,
            take_over=take_over,
            secret=secret,
            credentials=credentials,
        )

    return open_uplink
