"""A channel's picture, which is shown while nothing is on: coded anew from what its owner gives."""

import asyncio
from collections.abc import Callable
from typing import Final

from sqlalchemy import delete

from footlight.accounts.keys import unknown_channel
from footlight.errors import LimitReachedError, PictureInvalidError
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.units import Micros
from footlight.store.models import Channel, ChannelPicture
from footlight.store.store import Store

MOST_BYTES: Final = 4_000_000
"""Of what is given."""
_MOST_WAITING: Final = 16
"""Some seconds' work, and the bytes that wait for it are in memory."""


class Pictures:
    """The pictures of one site's channels."""

    def __init__(self, store: Store, clock: Clock, shape: Callable[[bytes], bytes]) -> None:
        """``shape`` makes a JPEG file of one that is given, or raises `PictureInvalidError`; it is called in a
        thread."""
        self._store = store
        self._clock = clock
        self._shape = shape
        # A large picture takes hundreds of megabytes while it is worked on.
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def put(self, channel: ChannelName, data: bytes) -> None:
        """Give a channel a picture in place of what it had.

        Args:
            data: a file: JPEG, PNG or WebP.

        Raises:
            ChannelUnknownError: there is no such channel.
            PictureInvalidError: the file is no such picture, or too large.
            LimitReachedError: too many pictures are worked on.
        """
        if len(data) > MOST_BYTES:
            raise PictureInvalidError(
                f"the file has more than the {MOST_BYTES // 1_000_000} MB that a picture may have"
            )
        async with self._store.read() as session:
            if await session.get(Channel, channel) is None:
                raise unknown_channel(channel)
        shaped = await self._shaped(data)
        async with self._store.write() as session:
            if await session.get(Channel, channel) is None:
                raise unknown_channel(channel)
            await session.merge(ChannelPicture(channel=channel, data=shaped, changed_at=self._clock.now()))

    async def get(self, channel: ChannelName) -> tuple[bytes, Micros] | None:
        """A channel's picture as a JPEG file, and when it was changed."""
        async with self._store.read() as session:
            found = await session.get(ChannelPicture, channel)
        return None if found is None else (found.data, found.changed_at)

    async def remove(self, channel: ChannelName) -> None:
        """Take a channel's picture away; nothing where it has none."""
        async with self._store.write() as session:
            await session.execute(delete(ChannelPicture).where(ChannelPicture.channel == channel))

    async def _shaped(self, data: bytes) -> bytes:
        if self._waiting >= _MOST_WAITING:
            raise LimitReachedError("too many pictures are sent at once: try again in a few seconds")
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(self._shape, data)
        finally:
            self._waiting -= 1
