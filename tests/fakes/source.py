"""A source that gives the frames it was made with, and then ends as it was told."""

import threading
from collections.abc import Sequence

from footlight.capture.source import EndOfSource, StreamFormat
from footlight.model.coded import CodedSample
from footlight.model.frame import AudioFrame, VideoFrame

Frame = VideoFrame | AudioFrame | CodedSample


class FakeSource:
    """After its frames it raises ``error``, ends, or waits for `close` where it is ``endless``.

    It gives a frame only when `taken` says that the one before was dealt with: no test depends on how fast it is read.
    """

    def __init__(
        self,
        formats: Sequence[StreamFormat],
        frames: Sequence[Frame],
        *,
        error: Exception | None = None,
        endless: bool = False,
    ) -> None:
        self.formats = formats
        self._frames = iter(frames)
        self._error = error
        self._endless = endless
        self._turn = threading.Semaphore(1)
        self.closed = threading.Event()

    def taken(self) -> None:
        """The frame given last was dealt with."""
        self._turn.release()

    def read(self) -> Frame:
        self._turn.acquire()
        frame = None if self.closed.is_set() else next(self._frames, None)
        if frame is not None:
            return frame
        if self._error is not None:
            raise self._error
        if self._endless:
            self.closed.wait()
        raise EndOfSource

    def close(self) -> None:
        self.closed.set()
        self._turn.release()
