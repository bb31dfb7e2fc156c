"""A shared screen or window of Wayland as a source: pictures from GStreamer's pipe."""

import os
import threading
from collections.abc import Callable, Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from footlight.capture.fit import fitted, scale
from footlight.capture.source import CaptureOptions, EndOfSource
from footlight.capture.wayland.pipewire import Pipeline, pipewire_source
from footlight.capture.wayland.portal import Wanted, share
from footlight.errors import DeviceUnavailableError, DeviceVanishedError
from footlight.model.clock import Clock
from footlight.model.frame import VideoFormat, VideoFrame
from footlight.model.units import Micros

DEFAULT_FPS: Final = 30.0
_CLOSE_SECONDS: Final = 2.0


def open_shared(wanted: Wanted, options: CaptureOptions, clock: Clock) -> "PipeSource":
    """Let the person at the screen choose, and open what was chosen.

    Raises:
        DeviceUnavailableError: no portal, nothing chosen, or no picture came.
        ToolMissingError: GStreamer is not installed.
    """
    shared = share(wanted, cursor=options.cursor)
    try:
        pipeline = Pipeline(pipewire_source(shared.fd, shared.node), options.fps or DEFAULT_FPS, clock, [shared.fd])
    except BaseException:
        shared.close()
        raise
    finally:
        os.close(shared.fd)  # the child has its own
    return PipeSource(wanted, pipeline, shared.close, options, clock)


class PipeSource:
    """The pictures of a pipeline; a picture's capture time is when it was read from the pipe."""

    def __init__(
        self, name: str, pipeline: Pipeline, release: Callable[[], None], options: CaptureOptions, clock: Clock
    ) -> None:
        """Take over a pipeline, and wait for its first picture.

        Args:
            name: what it shows: ``screen``, ``window``.
            pipeline: already told ``options.fps``.
            release: called when the pipeline has ended.
            options: ``size`` is used here.
            clock: the time of captures.

        Raises:
            DeviceUnavailableError: none came.
        """
        self._name = name
        self._pipeline = pipeline
        self._release = release
        self._box = options.size
        self._clock = clock
        self._closed = False
        self._reading = threading.Lock()
        first = pipeline.picture()
        if first is None:
            why = pipeline.failure()
            self.close()
            raise DeviceUnavailableError(f"the shared {name} gives no picture: {why or 'it ended at once'}")
        size = fitted(first.shape[1], first.shape[0] * 2 // 3, self._box)
        self._formats = (VideoFormat(*size, fps=options.fps or DEFAULT_FPS, name=name),)
        self._start = clock.now()
        self._sequence = 0

    @property
    def formats(self) -> Sequence[VideoFormat]:
        return self._formats

    def read(self) -> VideoFrame:
        with self._reading:
            picture = None if self._closed else self._pipeline.picture()
            if picture is None and not self._closed and (why := self._pipeline.failure()):
                raise DeviceVanishedError(f"the {self._name} is shared no longer: {why}")
        if picture is None or self._closed:
            raise EndOfSource
        return self._frame(picture, self._clock.now())

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._pipeline.stop()
        if self._reading.acquire(timeout=_CLOSE_SECONDS):
            self._pipeline.close()
            self._reading.release()
        self._release()

    def _frame(self, picture: NDArray[np.uint8], now: Micros) -> VideoFrame:
        width, height = picture.shape[1], picture.shape[0] * 2 // 3
        size = fitted(width, height, self._box)
        image = picture
        if size != (width, height):
            image = scale(np.asarray(cv2.cvtColor(picture, cv2.COLOR_YUV2BGR_I420), np.uint8), *size)
        self._sequence += 1
        return VideoFrame(
            image=image,
            format="i420" if size == (width, height) else "bgr",
            width=size[0],
            height=size[1],
            sequence=self._sequence - 1,
            pts=Micros(now - self._start),
            captured_at=now,
        )
