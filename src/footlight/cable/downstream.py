"""`footlight.aio.Downstream`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from footlight.cable.frame import Frame, Sound
from footlight.cable.passing import CodedPacket
from footlight.cable.receiving import Receiving
from footlight.cable.stats import DownstreamStats
from footlight.cable.waiter import Waiter, received
from footlight.client.watching.decoding import Decoded
from footlight.errors import StreamClosedError


class Downstream(Receiving):
    """Receives numpy pictures, and sound. Belongs to one event loop."""

    async def start(self) -> Self:
        """Connect, or begin to listen. Later the connection is made again whenever it is lost, for ever.

        Raises:
            StreamClosedError: it was started or closed before.
            FootlightError: the other end is not there, does not know the key, is no Footlight; the address to listen
                on is taken.
        """
        await self._start()
        return self

    async def receive_frame(self, timeout: float | None = None) -> NDArray[np.uint8]:
        """Wait for a picture that was not given before, and return it: BGR, uint8, (height, width, 3).

        Args:
            timeout: seconds to wait; None: for ever.

        Raises:
            ReceiveTimeoutError: nothing new came.
            StreamClosedError: it is closed, or not started.
            FootlightError: the connection was refused for good; the secret is missing or wrong.
        """
        return (await self.receive(timeout)).image

    async def receive(self, timeout: float | None = None) -> Frame:
        """The same with the picture's times.

        Raises:
            FootlightError: as of `receive_frame`.
        """
        self._check(coded=False)
        return self._frame(received(await self._next_picture.take(timeout), "picture", timeout))

    async def receive_sound(self, timeout: float | None = None) -> Sound:
        """Wait for the next run of sound; they come in order. What is not asked for within two seconds is left out.

        Raises:
            FootlightError: as of `receive_frame`.
        """
        self._check(coded=False)
        return self._run_of_sound(received(await self._next_sound.take(timeout), "sound", timeout))

    async def __aiter__(self) -> AsyncIterator[Frame]:
        """Frames until it is closed."""
        while True:
            try:
                yield await self.receive()
            except StreamClosedError:
                return

    async def packets(self) -> AsyncIterator[CodedPacket]:
        """All packets of all tracks as they come, until it is closed; of who is too slow the oldest are left out.

        Raises:
            OptionInvalidError: it was not made with ``coded=True``.
            FootlightError: as of `receive_frame`.
        """
        self._check(coded=True)
        waiter = Waiter(self._arrivals.packets, asyncio.get_running_loop())
        with suppress(StreamClosedError):
            while (coded := await waiter.take(None)) is not None:
                yield coded

    async def record(self, path: str | Path | None, every: float | None = None) -> None:
        """Keep what comes in a file, MP4, without coding again, from the next keyframe on; None ends that.

        Args:
            every: seconds after which a new file begins: ``name-2.mp4``, ``name-3.mp4``; None: all in one.

        Raises:
            OptionInvalidError: ``every`` is less than 10 seconds.
            FileUnwritableError: the file cannot be made.
            StreamClosedError: it is closed, or not started.
            FootlightError: the recording so far failed.
        """
        await self._keep(path, every)

    async def close(self) -> None:
        """Leave, and finish the recording; may be called again.

        Raises:
            FootlightError: the recording failed.
        """
        await self._close()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def stats(self) -> DownstreamStats:
        """How it goes."""
        return self._stats()

    @cached_property
    def _next_picture(self) -> Waiter[Decoded]:
        return Waiter(self._pictures, asyncio.get_running_loop())

    @cached_property
    def _next_sound(self) -> Waiter[Decoded]:
        return Waiter(self._sounds, asyncio.get_running_loop())
