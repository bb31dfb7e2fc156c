"""A recording that begins and ends while a stream goes on."""

import asyncio
from pathlib import Path

from footlight.client.events import PacketsReceived, TracksChanged
from footlight.client.recording.gap import Gap, Why
from footlight.client.recording.recorder import check_every
from footlight.client.recording.recordingthread import RecordingThread
from footlight.model.units import micros_from_seconds


class Keeping:
    """The sink of a `Receiver`, or of a `RecordedUplink`; belongs to its event loop."""

    def __init__(self) -> None:
        self._told: TracksChanged | None = None
        self._thread: RecordingThread | None = None
        self._last: RecordingThread | None = None
        self._failure: Exception | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """Of the recording that goes on, or of the last one."""
        return tuple(self._last.paths) if self._last is not None else ()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What is missing in them."""
        return tuple(self._last.gaps) if self._last is not None else ()

    async def record(self, path: str | Path | None, every: float | None) -> None:
        """End the recording that goes on, and begin another with the next keyframe; None: do not.

        Args:
            every: seconds that a file lasts.

        Raises:
            OptionInvalidError: that is too short.
            FileUnwritableError: the file cannot be made.
            FootlightError: the recording so far failed.
        """
        span = micros_from_seconds(every) if every is not None else None
        if span is not None:
            check_every(span)
        await self.end()
        if path is None:
            return
        thread = RecordingThread(Path(path), self._failed, span)
        if self._told is not None:
            thread.tracks(self._told)
        self._thread = self._last = thread

    async def end(self) -> None:
        """Record no more.

        Raises:
            FootlightError: the recording failed.
        """
        thread, self._thread = self._thread, None
        if thread is not None:
            await asyncio.to_thread(thread.close)
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def tracks(self, change: TracksChanged) -> None:
        self._told = change
        if self._thread is not None:
            self._thread.tracks(change)

    def packets(self, received: PacketsReceived) -> None:
        if self._thread is not None:
            self._thread.packets(received)

    def interrupted(self, why: Why) -> None:
        if self._thread is not None:
            self._thread.interrupted(why)

    def _failed(self, error: Exception) -> None:
        """Called in the recording's thread; the recording is over."""
        self._failure = error
