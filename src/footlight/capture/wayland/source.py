"""A shared screen or window of Wayland as a source: pictures from GStreamer's pipe."""

import os
from collections.abc import Sequence
from typing import Final, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from footlight.capture.fit import fitted, scale
from footlight.capture.source import CaptureOptions, EndOfSource, Notice
from footlight.capture.wayland.pipewire import Pipeline, pipewire_source
from footlight.capture.wayland.portal import Wanted, share
from footlight.errors import DeviceUnavailableError, DeviceVanishedError
from footlight.model.clock import Clock
from footlight.model.frame import VideoFormat, VideoFrame
from footlight.model.units import Micros

DEFAULT_FPS: Final = 30.0
_FIRST_SECONDS: Final = 10.0
_AGAIN_SECONDS: Final = 1.0


def open_shared(wanted: Wanted, options: CaptureOptions, clock: Clock) -> "PipeSource":
    """Let the person at the screen choose, and open what was chosen.

    Raises:
        DeviceUnavailableError: no portal, nothing chosen, or no picture came.
        MediaInvalidError: what came is no picture.
        ToolMissingError: GStreamer is not installed.
    """
    shared = share(wanted, cursor=options.cursor)
    try:
        pipeline = Pipeline(pipewire_source(shared.fd, shared.node), options.fps or DEFAULT_FPS, [shared.fd])
    except BaseException:
        shared.close()
        raise
    finally:
        os.close(shared.fd)  # the child has its own
    return PipeSource(wanted, pipeline, shared, options, clock)


class Sharing(Protocol):
    """What was shared by a person."""

    def ended(self) -> bool:
        """Whether the person stopped it."""

    def close(self) -> None:
        """Stop it."""


class PipeSource:
    """The pictures of a pipeline; a picture's capture time is when it came out of it.

    A picture comes when something changed: an idle screen's last one is given again every second, so that
    viewers can still join.
    """

    def __init__(self, name: str, pipeline: Pipeline, sharing: Sharing, options: CaptureOptions, clock: Clock) -> None:
        """Take over a pipeline, and wait for its first picture.

        Args:
            name: what it shows: ``screen``, ``window``.
            pipeline: already told ``options.fps``.
            sharing: asked for its end where no pictures come; closed with this.
            options: ``size`` and ``on_notice`` are used here.
            clock: the time of captures.

        Raises:
            DeviceUnavailableError: none came.
            MediaInvalidError: what came is no picture.
        """
        self._name = name
        self._pipeline = pipeline
        self._sharing = sharing
        self._options = options
        self._clock = clock
        self._closed = False
        self._sequence = 0
        self._start = clock.now()
        try:
            first = self._first()
        except BaseException:
            self.close()
            raise
        self._unread: NDArray[np.uint8] | None = first
        self._last = first
        size = fitted(first.shape[1], first.shape[0] * 2 // 3, options.size)
        self._formats = (VideoFormat(*size, fps=options.fps or DEFAULT_FPS, name=name),)

    @property
    def formats(self) -> Sequence[VideoFormat]:
        return self._formats

    def read(self) -> VideoFrame:
        picture, self._unread = self._unread, None
        if picture is None and not self._closed:
            picture = self._pipeline.picture(_AGAIN_SECONDS)
        if self._closed:
            raise EndOfSource
        if picture is not None:
            self._last = picture
        elif self._pipeline.over:
            if why := self._pipeline.failure():
                raise DeviceVanishedError(f"the {self._name} is shared no longer: {why}")
            raise EndOfSource
        elif self._sharing.ended():
            self._options.on_notice(Notice(self._name, "closed", "the sharing was stopped"))
            raise EndOfSource
        return self._frame(self._last, self._clock.now())

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._pipeline.close()
            self._sharing.close()

    def _first(self) -> NDArray[np.uint8]:
        first = self._pipeline.picture(_FIRST_SECONDS)
        if first is None:
            why = self._pipeline.failure() if self._pipeline.over else f"nothing came for {_FIRST_SECONDS:g} s"
            raise DeviceUnavailableError(f"the shared {self._name} gives no picture: {why or 'it ended at once'}")
        return first

    def _frame(self, picture: NDArray[np.uint8], now: Micros) -> VideoFrame:
        width, height = picture.shape[1], picture.shape[0] * 2 // 3
        size = fitted(width, height, self._options.size)
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
