"""`footlight.aio.Upstream`."""

from pathlib import Path
from types import TracebackType
from typing import Self

from footlight.cable.sending import Sending
from footlight.cable.stats import UpstreamStats


class Upstream(Sending):
    """Sends numpy pictures, and sound. All but what streams, which any thread may call, belongs to one event loop."""

    async def start(self) -> Self:
        """Begin to listen. Where it connects instead, that begins with the first picture; failures are raised there.

        Raises:
            StreamClosedError: it was started or closed before.
            AddressUnavailableError: the address is taken, or not this machine's.
            OptionInvalidError: a key or a secret that cannot be.
            StoreUnavailableError: the folder for keys and certificates cannot be used.
        """
        await self._start()
        return self

    async def record(self, path: str | Path | None, every: float | None = None) -> None:
        """Keep what is sent in a file, MP4, without coding again, from the next keyframe on; None ends that.

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
        """Send what is there, at most five seconds long, and end broadcast and recording; may be called again.

        Raises:
            FootlightError: sending failed, and no call before this told it; the recording failed.
        """
        await self._close()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self._close(told=error is not None)

    @property
    def stats(self) -> UpstreamStats:
        """How it goes."""
        return self._stats()
