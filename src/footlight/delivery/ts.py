"""A player that other people wrote, from its request to its end: a viewer who reads one endless answer."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Protocol

from footlight.delivery.tsform import TsForm, check_carried
from footlight.errors import ChannelOfflineError, FootlightError, ViewerStalledError
from footlight.hub.hub import Hub
from footlight.hub.viewer import Viewer
from footlight.logs import logger
from footlight.model.broadcast import Broadcast
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.packet import Payload
from footlight.model.units import Micros

if TYPE_CHECKING:
    from footlight.delivery.http_protocol import StreamReceiver

_WAIT_SECONDS: Final = 10.0
"""How long a player waits for the broadcast to begin: it may have been started first."""

_YOUNG_GROUP: Final = Micros(300_000)
"""A player begins with the newest group only where that is younger: it begins its clock with the first picture,
shows no backlog in a hurry, and so stays behind for ever by what it began with."""
_NEW_GROUP_SECONDS: Final = 1.0
"""How long it waits else for a publisher to begin a group; cameras that are passed on do so when they like."""
_LOOK_EVERY: Final = 0.02

_log = logger(__name__)


class Connection(Protocol):
    """What a session needs of `footlight.delivery.http_protocol.StreamingHttp`."""

    @property
    def write(self) -> Callable[[Payload], None]: ...
    def unsent(self) -> int: ...
    def attach(self, receiver: "StreamReceiver") -> None: ...
    def finish(self) -> None: ...
    def abort(self) -> None: ...
    async def wait_closed(self) -> None: ...


def check_on(hub: Hub, channel: ChannelName) -> None:
    """Whether a player that comes now gets something at once.

    Raises:
        ChannelOfflineError: nothing is on.
        BroadcastEncryptedError: what is on can only be read by those who have its secret.
        CodecUnsupportedError: what is on cannot be carried.
    """
    broadcast = hub.broadcast(channel)
    if broadcast is None:
        raise nothing_on(channel)
    check_carried(broadcast.tracks)


async def serve_ts(
    connection: Connection,
    hub: Hub,
    channel: ChannelName,
    right: Hashable,
    clock: Clock,
    begin: Callable[[], Awaitable[None]],
) -> None:
    """Serve a player until the broadcast or the connection ends.

    Args:
        right: to watch, as of the last moment before this is called.
        clock: the one that the hub has too.
        begin: sends the head of the answer; not called where this raises.

    Raises:
        ChannelOfflineError: nothing is on, and nothing began within some seconds.
        BroadcastEncryptedError: what is on can only be read by those who have its secret.
        CodecUnsupportedError: what is on cannot be carried.
        LimitReachedError: too many viewers.
        ServerStoppingError: the hub is closed.
    """
    session = TsSession(connection, hub, channel, clock)
    session.viewer = hub.watch(channel, session, right=right, form=TsForm)
    try:
        await session.run(begin)
    finally:
        session.viewer.leave()


class TsSession:
    """Between a connection, for which it is the `StreamReceiver`, and the hub, for which it is the `Outlet`."""

    viewer: Viewer

    def __init__(self, connection: Connection, hub: Hub, channel: ChannelName, clock: Clock) -> None:
        self._connection = connection
        self._hub = hub
        self._channel = channel
        self._clock = clock
        self._playing: asyncio.Task[None] | None = None
        self._begun = False
        self._refusal: FootlightError | None = None
        self.write = connection.write
        """Straight to the transport: the hub calls it for every viewer and message."""

    async def run(self, begin: Callable[[], Awaitable[None]]) -> None:
        """Play until the broadcast or the connection ends; raises what `serve_ts` says."""
        self._playing = playing = asyncio.create_task(self._play(begin))
        closed = asyncio.create_task(self._connection.wait_closed())
        try:
            await asyncio.wait({playing, closed}, return_when=asyncio.FIRST_COMPLETED)
            if self._refusal is not None:
                raise self._refusal
            if playing.done():
                playing.result()
                await closed
        finally:
            playing.cancel()
            closed.cancel()

    async def _play(self, begin: Callable[[], Awaitable[None]]) -> None:
        broadcast = await self._broadcast()
        check_carried(broadcast.tracks)
        await begin()
        self._begun = True
        _log.debug("player joined", channel=self._channel)
        await self._young_group()
        self._connection.attach(self)
        self.viewer.join()
        while self._is_on(broadcast):
            await self._hub.changed(self._channel)
        self._connection.finish()

    async def _young_group(self) -> None:
        """Wait for one that a player may begin with; not for ever."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_NEW_GROUP_SECONDS):
                while (newest := self._hub.newest_keyframe(self._channel)) is not None:
                    if self._clock.now() - newest[1].captured_at < _YOUNG_GROUP:
                        return
                    # More than once: publishers are not asked as often as this asks.
                    self.viewer.want_keyframe()
                    await asyncio.sleep(_LOOK_EVERY)

    async def _broadcast(self) -> Broadcast:
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                while (broadcast := self._hub.broadcast(self._channel)) is None:
                    await self._hub.changed(self._channel)
        except TimeoutError:
            raise nothing_on(self._channel) from None
        return broadcast

    def _is_on(self, joined: Broadcast) -> bool:
        """Whether the broadcast goes on, in a form that this stream can carry."""
        now = self._hub.broadcast(self._channel)
        if now is None or now.id != joined.id:
            return False
        try:
            check_carried(now.tracks)
        except FootlightError:
            return False
        return True

    # Outlet

    def unsent(self) -> int:
        return self._connection.unsent()

    def dismiss(self, error: FootlightError) -> None:
        if not self._begun and self._playing is not None:
            self._refusal = error
            self._playing.cancel()
        elif isinstance(error, ViewerStalledError):
            self._connection.abort()
        else:
            self._connection.finish()

    # StreamReceiver

    def paused(self) -> None:
        self.viewer.pause()

    def resumed(self) -> None:
        self.viewer.resume()

    def closing(self) -> None:
        self.viewer.leave()


def nothing_on(channel: ChannelName) -> ChannelOfflineError:
    """What is said where a channel exists and shows nothing."""
    return ChannelOfflineError(f"nothing is on on {channel}: come back when somebody sends to it")
