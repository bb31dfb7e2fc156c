"""A recording in a thread of its own, so that a slow disk holds up nobody who watches or sends."""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from footlight.client.events import PacketsReceived, TracksChanged
from footlight.client.recording.gap import Gap, Why
from footlight.client.recording.recorder import Recorder
from footlight.errors import FileUnwritableError
from footlight.model.units import Micros

MAX_WAITING: Final = 256 * 1024 * 1024
"""Bytes that may wait for the disk; a recording never drops, so past this it fails."""


_Item = TracksChanged | PacketsReceived | Why


class RecordingThread:
    """Keeps all packets in files; the sink of a `Receiver`, or of a `RecordedUplink`."""

    def __init__(self, path: Path, on_error: Callable[[Exception], object], every: Micros | None = None) -> None:
        """Make the file and begin; ``on_error`` is called in the thread, once, and the recording is over then.

        ``every``: how long a file lasts, as of `Recorder`.

        Raises:
            FileUnwritableError: the file cannot be made.
        """
        self._recorder = Recorder(path, every)
        self._on_error = on_error
        self._waiting: deque[_Item] = deque()
        self._bytes = 0
        self._changed = threading.Condition()
        self._closing = False
        self._overrun = False
        self._thread = threading.Thread(target=self._run, name="footlight-record", daemon=True)
        self._thread.start()

    @property
    def paths(self) -> list[Path]:
        """The files made so far."""
        return list(self._recorder.paths)

    @property
    def gaps(self) -> list[Gap]:
        """What is missing in what was written so far."""
        return list(self._recorder.gaps)

    def tracks(self, change: TracksChanged) -> None:
        """The tracks of the packets that follow."""
        self._put(change, 0)

    def packets(self, received: PacketsReceived) -> None:
        """Packets to keep."""
        self._put(received, _size(received))

    def interrupted(self, why: Why) -> None:
        """Packets may be missing between those before and those that follow."""
        self._put(why, 0)

    def close(self) -> None:
        """Write all that waits, and close the file; what fails in it was told to ``on_error``."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def _put(self, item: _Item, size: int) -> None:
        with self._changed:
            if self._closing or self._overrun:
                return
            self._overrun = self._bytes + size > MAX_WAITING
            self._bytes += size
            self._waiting.append(item)
            self._changed.notify()

    def _run(self) -> None:
        try:
            while (item := self._take()) is not None:
                if isinstance(item, TracksChanged):
                    self._recorder.tracks(item)
                elif isinstance(item, PacketsReceived):
                    self._recorder.packets(item)
                else:
                    self._recorder.interrupted(item)
            self._recorder.close()
        except Exception as error:
            # Faults of ours too: with this thread alone gone people would think that all is kept.
            with self._changed:
                self._closing = True
                self._waiting.clear()
            with suppress(Exception):  # the same failure once more
                self._recorder.close()
            self._on_error(error)

    def _take(self) -> _Item | None:
        with self._changed:
            while not self._waiting and not self._closing:
                self._changed.wait()
            if self._overrun:
                raise FileUnwritableError("the disk is too slow for the recording: record to another one")
            if not self._waiting:
                return None
            item = self._waiting.popleft()
            if isinstance(item, PacketsReceived):
                self._bytes -= _size(item)
            return item


def _size(received: PacketsReceived) -> int:
    return sum(len(packet.payload) for packet in received.packets)
