"""A publisher's WebSocket, from its hello to its end."""

import asyncio
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import replace
from itertools import count
from typing import Final, Protocol

from footlight import __version__
from footlight.errors import FootlightError, ProtocolViolationError
from footlight.hub.hub import Hub
from footlight.hub.publisher import Publisher
from footlight.logs import logger
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.packet import Packet
from footlight.model.units import Micros
from footlight.wire.clocksync import SAMPLES, ClockSync
from footlight.wire.control import (
    Bye,
    Control,
    Hello,
    Keyframe,
    Ping,
    Pong,
    Stats,
    Tracks,
    Welcome,
    decode_control,
    encode_control,
    track_from_info,
)
from footlight.wire.packets import decode_packets, shift_clock
from footlight.wire.websocket import server_frame

_PER_SECOND: Final = 1_000
"""A picture or a sound frame a message, of several tracks."""
_BURST: Final = 5_000
_BEAT_SECONDS: Final = 0.25
_FIRST_PINGS: Final = 4
_BEATS_A_PING: Final = 8
_BEATS_A_STATS: Final = 4
_SILENCE: Final = Micros(6_000_000)
"""Three pings without a word: the path is gone, though nobody told us."""
_UNREAD: Final = 64 * 1024
"""Bytes that a publisher left unread; until it reads them it is told no more."""

_log = logger(__name__)


class Senders(Protocol):
    """Knows who may publish what."""

    async def let_send(self, channel: ChannelName, key: str | None, ticket: str | None) -> Hashable:
        """The right of a publisher who showed a stream key or a ticket; what comes of it is told the hub at once.

        Raises:
            FootlightError: it may not publish on this channel, and this is why.
        """

    async def opened(self, right: Hashable) -> None:
        """A broadcast was opened by this right."""


class Receiver(Protocol):
    """Who takes what happens on a connection: as `footlight.delivery.protocol.Receiver`."""

    def attached(self) -> None: ...
    def received_text(self, text: str) -> None: ...
    def received_bytes(self, data: bytes) -> None: ...
    def paused(self) -> None: ...
    def resumed(self) -> None: ...
    def closing(self) -> None: ...


class Connection(Protocol):
    """What a publisher's session needs of `footlight.delivery.protocol.LiveConnection`."""

    @property
    def write(self) -> Callable[[bytes], None]: ...
    def unsent(self) -> int: ...
    def attach(self, receiver: Receiver, *, max_message: int, per_second: int, burst: int) -> None: ...
    def dismiss(self, error: FootlightError | None) -> None: ...
    def abort(self) -> None: ...
    async def wait_closed(self) -> None: ...


async def serve_publisher(
    connection: Connection,
    hub: Hub,
    channel: ChannelName,
    hello: Hello,
    senders: Senders,
    clock: Clock,
    max_message: int,
) -> None:
    """Serve a publisher who said ``hello``, until the connection closes.

    Args:
        max_message: bytes of the largest message that it may send.

    Raises:
        FootlightError: the publisher is refused, and this is why.
    """
    right = await senders.let_send(channel, hello.key, hello.ticket)
    session = PublisherSession(connection, clock, max_message)
    session.publisher = hub.open(channel, right, hello.session, hello.take_over, session)
    _log.info(
        "publisher connected", channel=channel, broadcast=session.publisher.broadcast, by=str(right),
        resumed=session.publisher.resumed, agent=hello.agent,
    )  # fmt: skip
    try:
        connection.attach(session, max_message=max_message, per_second=_PER_SECOND, burst=_BURST)
        await senders.opened(right)
        await session.run()
    finally:
        session.publisher.away()
    _log.info("publisher gone", channel=channel, broadcast=session.publisher.broadcast)


class PublisherSession:
    """Between a connection, for which it is the `Receiver`, and the hub, for which it is the `PublisherLink`."""

    publisher: Publisher

    def __init__(self, connection: Connection, clock: Clock, max_message: int) -> None:
        self._connection = connection
        self._clock = clock
        self._max_message = max_message
        self._sync = ClockSync()
        self._pings: dict[int, Micros] = {}
        self._heard_at = clock.now()
        self._has_tracks = False
        self._closing = False

    async def run(self) -> None:
        """Ping the publisher, tell it of its viewers, and notice its silence, until the connection closes."""
        for beat in count(1):
            with suppress(TimeoutError):
                async with asyncio.timeout(_BEAT_SECONDS):
                    await self._connection.wait_closed()
                    break
            self.beat(beat)

    def beat(self, number: int) -> None:
        """What is due after so many quarters of a second, counted from 1."""
        if self._clock.now() - self._heard_at > _SILENCE:
            self._connection.abort()
            return
        # The one before the welcome was the first.
        if number < _FIRST_PINGS or number % _BEATS_A_PING == 0:
            self._ping(number)
        if number % _BEATS_A_STATS == 0:
            self._tell(Stats(viewers=self.publisher.viewers))

    # PublisherLink

    def request_keyframe(self) -> None:
        self._tell(Keyframe())

    def dismiss(self, error: FootlightError) -> None:
        self._connection.dismiss(error)

    # Receiver

    def attached(self) -> None:
        # Answered at once, so the clocks are compared before the first packet comes.
        self._ping(0)
        publisher = self.publisher
        self._tell(Welcome(f"footlight/{__version__}", publisher.broadcast, publisher.resumed, self._max_message))
        self._tell(Stats(viewers=publisher.viewers))

    def received_text(self, text: str) -> None:
        self._heard_at = self._clock.now()
        try:
            self._take(decode_control(text))
        except FootlightError as error:
            self._refuse(error)

    def received_bytes(self, data: bytes) -> None:
        self._heard_at = self._clock.now()
        try:
            if not self._has_tracks:
                raise ProtocolViolationError("packets before the tracks message that describes them")
            for packet in decode_packets(memoryview(data)):
                self.publisher.publish(self._in_our_clock(packet))
        except FootlightError as error:
            self._refuse(error)

    def paused(self) -> None:
        """What it leaves unread is looked at where it is told something."""

    def resumed(self) -> None:
        """As above."""

    def closing(self) -> None:
        self._closing = True
        self.publisher.away()

    def _take(self, message: Control | None) -> None:
        match message:
            case Tracks(tracks=infos):
                self.publisher.set_tracks([track_from_info(info) for info in infos])
                self._has_tracks = True
            case Pong(id=id, received_at=received_at, sent_at=sent_at):
                sent = self._pings.pop(id, None)
                if sent is not None:
                    self._sync.add(sent, Micros(received_at), Micros(sent_at), self._heard_at)
            case Ping(id=id):
                self._tell(Pong(id, self._heard_at, self._clock.now()))
            case Bye(code=code):
                if code == "done":
                    self.publisher.end()
                self._connection.dismiss(None)
            case Stats() | None:
                pass
            case _:
                raise ProtocolViolationError(f"a publisher does not send {type(message).__name__.lower()}")

    def _in_our_clock(self, packet: Packet) -> Packet:
        if not self._sync.ready:
            # A publisher that answers no ping: when the packet came is the best that is known.
            return replace(packet, captured_at=self._heard_at)
        return shift_clock(packet, Micros(-self._sync.offset))

    def _refuse(self, error: FootlightError) -> None:
        _log.warning("publisher refused", broadcast=self.publisher.broadcast, code=error.code, error=str(error))
        self._connection.dismiss(error)

    def _ping(self, id: int) -> None:
        if len(self._pings) >= SAMPLES:
            # What was asked so long ago says nothing of the clocks any more.
            self._pings.pop(next(iter(self._pings)))
        self._pings[id] = self._clock.now()
        self._tell(Ping(id))

    def _tell(self, message: Control) -> None:
        # The beat may come between the end of the connection and the news of it.
        if not self._closing and self._connection.unsent() <= _UNREAD:
            self._connection.write(server_frame(encode_control(message).encode(), binary=False))
