"""What a channel shows now, as one picture: made at most every two seconds, for all who ask meanwhile."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from footlight.delivery.ts import nothing_on
from footlight.errors import BroadcastEncryptedError, LimitReachedError
from footlight.hub.hub import Hub
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Track
from footlight.model.units import Micros, micros_from_seconds

KEPT_SECONDS: Final = 2
"""For how long a picture is the newest one."""

_KEPT: Final = micros_from_seconds(KEPT_SECONDS)
_MAX_WAITING: Final = 32
"""Channels whose pictures may wait to be made at once; one picture takes some hundredths of a second."""


@dataclass(frozen=True, slots=True)
class _Snapshot:
    asked_at: Micros
    jpeg: asyncio.Task[bytes]


class Snapshots:
    """The newest picture of each channel that somebody asks for; belongs to one event loop."""

    def __init__(self, hub: Hub, clock: Clock, make: Callable[[Track, Packet], bytes] | None = None) -> None:
        """``make``, where given, makes a JPEG file of a keyframe; it is called in a thread, once at a time."""
        self._hub = hub
        self._clock = clock
        self._make = make or _keyframe_as_jpeg
        self._snapshots: dict[ChannelName, _Snapshot] = {}
        self._making = asyncio.Lock()

    async def jpeg(self, channel: ChannelName) -> bytes:
        """The newest keyframe of the channel's main picture as a JPEG file.

        Raises:
            ChannelOfflineError: nothing is on, or nothing with pictures.
            BroadcastEncryptedError: only those who have its secret can see it.
            LimitReachedError: too many channels' pictures wait to be made.
            FootlightError: the picture cannot be decoded.
        """
        newest = self._hub.newest_keyframe(channel)
        if newest is None:
            raise nothing_on(channel)
        track, packet = newest
        # Of both, as a publisher may say what it likes: what is handed out as it is must be a picture.
        if track.encryption is not None or packet.flags & PacketFlags.ENCRYPTED:
            raise BroadcastEncryptedError(
                "this broadcast is encrypted end to end, so the server has no picture of it: watch it in a browser or"
                " by footlight watch, with its secret"
            )
        if track.codec == "jpeg":
            return bytes(packet.payload)
        return await asyncio.shield(self._snapshot(channel, track, packet).jpeg)

    def _snapshot(self, channel: ChannelName, track: Track, packet: Packet) -> _Snapshot:
        now = self._clock.now()
        self._snapshots = {
            name: one for name, one in self._snapshots.items() if now - one.asked_at < _KEPT or not one.jpeg.done()
        }
        known = self._snapshots.get(channel)
        if known is None:
            if sum(not one.jpeg.done() for one in self._snapshots.values()) >= _MAX_WAITING:
                raise LimitReachedError("too many pictures wait to be made: try again in a moment")
            known = self._snapshots[channel] = _Snapshot(now, asyncio.create_task(self._jpeg(track, packet)))
        return known

    async def _jpeg(self, track: Track, packet: Packet) -> bytes:
        async with self._making:
            return await asyncio.to_thread(self._make, track, packet)


def _keyframe_as_jpeg(track: Track, packet: Packet) -> bytes:
    # Only here: a server that nobody asks for pictures does without decoders and the memory they take.
    from footlight.codec.still import keyframe_as_jpeg

    return keyframe_as_jpeg(track, packet)
