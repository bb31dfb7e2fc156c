"""What the person at the window keeps: a picture, or what comes from now on."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from footlight.client.events import PacketsReceived, TracksChanged
from footlight.client.recording.gap import Why
from footlight.client.recording.newfile import new_file, write_all
from footlight.client.recording.recordingthread import RecordingThread
from footlight.codec.still import still
from footlight.errors import FootlightError
from footlight.model.frame import VideoFrame


class Keeper:
    """Records while it is wanted; a sink of a `Receiver`, and of its event loop."""

    def __init__(self, on_change: Callable[[bool], object], say: Callable[[str], object]) -> None:
        """``on_change`` is told whether it records; ``say`` what became of it, in a line."""
        self._on_change = on_change
        self._say = say
        self._tracks: TracksChanged | None = None
        self._thread: RecordingThread | None = None

    @property
    def recording(self) -> bool:
        """A recording runs."""
        return self._thread is not None

    def tracks(self, change: TracksChanged) -> None:
        self._tracks = change
        if self._thread is not None:
            self._thread.tracks(change)

    def packets(self, received: PacketsReceived) -> None:
        if self._thread is not None:
            self._thread.packets(received)

    def interrupted(self, why: Why) -> None:
        if self._thread is not None:
            self._thread.interrupted(why)

    def begin(self, path: Path) -> None:
        """Record from the next keyframe on.

        Raises:
            FileUnwritableError: the file cannot be made.
        """
        loop = asyncio.get_running_loop()
        self._thread = RecordingThread(path, lambda error: loop.call_soon_threadsafe(self._failed, error))
        if self._tracks is not None:
            self._thread.tracks(self._tracks)
        self._on_change(True)

    async def end(self) -> None:
        """Close the recording, if one runs."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._on_change(False)
        await asyncio.to_thread(thread.close)
        kept = ", ".join(str(path) for path in thread.paths)
        self._say(f"Recording kept in {kept}" if kept else "Nothing came that could be recorded")

    def _failed(self, error: Exception) -> None:
        if self._thread is not None:
            self._thread = None
            self._on_change(False)
        self._say(f"The recording ended: {error}")


def keep_picture(frame: VideoFrame, path: Path) -> str:
    """Keep a picture as PNG; what became of it, in a line. It takes some tenths of a second."""
    try:
        content = still(frame, "png")
        kept, file = new_file(path)
        with file:
            write_all(file, kept, content)
    except FootlightError as error:
        return f"No snapshot: {error}"
    return f"Snapshot kept in {kept}"
