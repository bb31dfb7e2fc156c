"""Devices that give pictures in their own time: cameras, and the screens of some systems."""

import threading
from collections.abc import Sequence
from typing import Final

import av
from av.container import InputContainer

from footlight.capture.picture import Shaper
from footlight.capture.source import CaptureOptions, EndOfSource
from footlight.errors import DeviceUnavailableError, DeviceVanishedError, PictureSizeError
from footlight.model.clock import Clock
from footlight.model.frame import VideoFormat, VideoFrame
from footlight.model.units import Micros, micros_from_seconds

DEFAULT_FPS: Final = 30.0
_MAX_AGE: Final = Micros(1_000_000)
"""A device that calls its pictures older than this does not tell the time we know."""
_CLOSE_SECONDS: Final = 2.0


class DeviceSource:
    """The pictures of an open device; a picture's capture time is what the device says, else when it was read."""

    def __init__(self, container: InputContainer, name: str, shows: str, options: CaptureOptions, clock: Clock) -> None:
        """Take over an open device, and wait for its first picture.

        Args:
            container: the device.
            name: what people call it, for errors.
            shows: what it is to viewers: ``camera``, ``screen``.
            options: ``fps`` and ``size`` are used here.
            clock: the time of captures.

        Raises:
            DeviceUnavailableError: it gives none.
            PictureSizeError: its pictures are too large.
        """
        self._container = container
        self._name = name
        self._clock = clock
        self._closed = False
        self._reading = threading.Lock()
        stream = container.streams.video[0]
        self._frames = container.decode(stream)
        try:
            self._shaper = Shaper.of(next(self._frames), 1.0, options.size)
        except (av.FFmpegError, StopIteration) as error:
            container.close()
            raise DeviceUnavailableError(
                f"{name} gives no picture: is it covered by a switch or used elsewhere?"
            ) from error
        except PictureSizeError:
            container.close()
            raise
        rate = float(stream.average_rate or DEFAULT_FPS)
        self._fps = min(options.fps or rate, rate)
        self._formats = (VideoFormat(self._shaper.width, self._shaper.height, self._fps, shows),)
        self._start = clock.now()
        self._next = self._start
        self._sequence = 0

    @property
    def formats(self) -> Sequence[VideoFormat]:
        return self._formats

    def read(self) -> VideoFrame:
        with self._reading:
            while not self._closed:
                frame = self._take()
                captured_at = self._captured_at(frame)
                # What the device held while nobody read is too old to show; and a camera that cannot
                # go slower is thinned out. Half an interval of grace, for cameras are not exact.
                late = self._clock.now() - captured_at > 3_000_000 / self._fps
                if late or captured_at < self._next - 500_000 / self._fps:
                    continue
                self._next = Micros(round(max(self._next, captured_at - 500_000 / self._fps) + 1_000_000 / self._fps))
                return self._picture(frame, captured_at)
        raise EndOfSource

    def close(self) -> None:
        self._closed = True
        # A device that hangs is left to the reader, which frees it when the device lets go.
        if self._reading.acquire(timeout=_CLOSE_SECONDS):
            self._container.close()
            self._reading.release()

    def _take(self) -> av.VideoFrame:
        try:
            return next(self._frames)
        except (av.FFmpegError, StopIteration) as error:
            raise DeviceVanishedError(f"{self._name} went away: plug it in again") from error

    def _captured_at(self, frame: av.VideoFrame) -> Micros:
        now = self._clock.now()
        told = Micros(0) if frame.time is None else micros_from_seconds(frame.time)
        return told if 0 <= now - told <= _MAX_AGE else now

    def _picture(self, frame: av.VideoFrame, captured_at: Micros) -> VideoFrame:
        image, pixels = self._shaper.shape(frame)
        self._sequence += 1
        return VideoFrame(
            image=image,
            format=pixels,
            width=self._shaper.width,
            height=self._shaper.height,
            sequence=self._sequence - 1,
            pts=Micros(max(0, captured_at - self._start)),
            captured_at=captured_at,
        )
