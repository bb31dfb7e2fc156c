"""`footlight.Upstream` and `footlight.Downstream`: the asyncio ones, for programs without an event loop."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from footlight.cable.background import BACKGROUND
from footlight.cable.face import Face
from footlight.cable.frame import Frame, Sound
from footlight.cable.passing import CodedPacket
from footlight.cable.receiving import Receiving
from footlight.cable.sending import Sending
from footlight.cable.stats import DownstreamStats, UpstreamStats
from footlight.cable.waiter import received
from footlight.errors import StreamClosedError


class Upstream(Face, Sending):
    """Sends numpy pictures, and sound, to whoever watches; used from any thread."""

    def start(self) -> Self:
        """Begin, as of `footlight.aio.Upstream.start`."""
        self._enter(self._start, self._close)
        return self

    def record(self, path: str | Path | None, every: float | None = None) -> None:
        """Keep what is sent in a file, as of `footlight.aio.Upstream.record`."""
        self._check()
        BACKGROUND.run(self._keep(path, every))

    def close(self) -> None:
        """Send what is there, and end, as of `footlight.aio.Upstream.close`."""
        self._leave(self._close)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._leave(lambda: self._close(told=error is not None))

    @property
    def stats(self) -> UpstreamStats:
        """How it goes."""
        return self._on_loop(self._stats)


class Downstream(Face, Receiving):
    """Receives numpy pictures, and sound; used from any thread."""

    def start(self) -> Self:
        """Connect, or listen, as of `footlight.aio.Downstream.start`."""
        self._enter(self._start, self._close)
        return self

    def receive_frame(self, timeout: float | None = None) -> NDArray[np.uint8]:
        """Wait for a new picture, BGR, as of `footlight.aio.Downstream.receive_frame`."""
        return self.receive(timeout).image

    def receive(self, timeout: float | None = None) -> Frame:
        """The same with the picture's times."""
        self._check(coded=False)
        # From the decoding thread's hands into this one's: the event loop has no part in it.
        return self._frame(received(self._pictures.wait(timeout), "picture", timeout))

    def receive_sound(self, timeout: float | None = None) -> Sound:
        """Wait for the next run of sound, as of `footlight.aio.Downstream.receive_sound`."""
        self._check(coded=False)
        return self._run_of_sound(received(self._sounds.wait(timeout), "sound", timeout))

    def __iter__(self) -> Iterator[Frame]:
        """Frames until it is closed."""
        while True:
            try:
                yield self.receive()
            except StreamClosedError:
                return

    def packets(self) -> Iterator[CodedPacket]:
        """All packets of all tracks as they come, as of `footlight.aio.Downstream.packets`."""
        self._check(coded=True)
        with suppress(StreamClosedError):
            while (coded := self._arrivals.packets.wait(None)) is not None:
                yield coded

    def record(self, path: str | Path | None, every: float | None = None) -> None:
        """Keep what comes in a file, as of `footlight.aio.Downstream.record`."""
        self._check(coded=False)
        BACKGROUND.run(self._keep(path, every))

    def close(self) -> None:
        """Leave, and finish the recording, as of `footlight.aio.Downstream.close`."""
        self._leave(self._close)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def stats(self) -> DownstreamStats:
        """How it goes."""
        return self._on_loop(self._stats)
