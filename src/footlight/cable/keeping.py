"""A recording that begins and ends while a stream is watched."""

from collections.abc import Callable
from pathlib import Path

from footlight.client.events import PacketsReceived, TracksChanged
from footlight.client.recording.gap import Why
from footlight.client.recording.recordingthread import RecordingThread


class Keeping:
    """The sink of a `Receiver`; belongs to its event loop."""

    def __init__(self, on_error: Callable[[Exception], object]) -> None:
        """``on_error`` is called in the recording's thread; the recording is over then."""
        self._on_error = on_error
        self._told: TracksChanged | None = None
        self._thread: RecordingThread | None = None

    def begin(self, path: Path) -> None:
        """Record from the next keyframe on.

        Raises:
            FileUnwritableError: the file cannot be made.
        """
        thread = RecordingThread(path, self._on_error)
        if self._told is not None:
            thread.tracks(self._told)
        self._thread = thread

    def end(self) -> RecordingThread | None:
        """Record no more; who called closes the recording, which waits for the disk."""
        thread, self._thread = self._thread, None
        return thread

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
