"""X11 screens, grabbed by FFmpeg's x11grab through shared memory."""

import os
import sys
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import av
import numpy as np

from footlight.capture.display import desktop
from footlight.capture.fit import fitted, scale
from footlight.capture.pace import Pace, Ticks
from footlight.capture.source import CaptureOptions, EndOfSource
from footlight.capture.sources import Region, ScreenSpec
from footlight.errors import DeviceUnavailableError, DeviceVanishedError
from footlight.model.clock import Clock
from footlight.model.frame import AudioFormat, VideoFormat, VideoFrame
from footlight.model.units import Micros

if TYPE_CHECKING:  # generic for the type checker only
    from av.packet import Packet
    from av.video.stream import VideoStream

_DEFAULT_FPS: Final = 30.0


def open_screen(spec: ScreenSpec, options: CaptureOptions, clock: Clock) -> "ScreenSource":
    """Open a screen or a part of it.

    Raises:
        SourceNotFoundError: there is no such monitor, or the region goes beyond the desktop.
        DeviceUnavailableError: there is no X display, or it does not answer.
    """
    if sys.platform in {"win32", "darwin"}:
        raise DeviceUnavailableError("screens can be sent from X11 only as yet: send a camera or a file")
    return ScreenSource(desktop().region(spec), options, clock)


class ScreenSource:
    """One rectangle of an X display; a picture's capture time is when its grab begins."""

    def __init__(self, region: Region, options: CaptureOptions, clock: Clock) -> None:
        self._region = region
        self._clock = clock
        self._pace = Pace(clock)
        self._grabbing = threading.Lock()
        fps = options.fps or _DEFAULT_FPS
        self._size = fitted(region.width, region.height, options.size)
        self._formats = (VideoFormat(*self._size, fps=fps, name="screen"),)
        self._container = _open(region, options.cursor)
        self._packets = self._container.demux(self._container.streams.video[0])
        # Opening grabbed one picture to look at it.
        self._grab()
        self._start = clock.now()
        self._ticks = Ticks(self._start, fps)
        self._sequence = 0

    @property
    def formats(self) -> Sequence[VideoFormat | AudioFormat]:
        return self._formats

    def read(self) -> VideoFrame:
        if not self._pace.wait_until(self._ticks.due):
            raise EndOfSource
        with self._grabbing:
            if self._pace.closed:
                raise EndOfSource
            now = self._clock.now()
            self._ticks.take(now)
            packet = self._grab()
        # The packet is the grabbed plane as it is, four bytes a pixel; the array keeps it alive.
        image = np.frombuffer(memoryview(packet), np.uint8).reshape(self._region.height, self._region.width, 4)
        self._sequence += 1
        return VideoFrame(
            image=scale(image, *self._size),
            format="bgra",
            width=self._size[0],
            height=self._size[1],
            sequence=self._sequence - 1,
            pts=Micros(now - self._start),
            captured_at=now,
        )

    def close(self) -> None:
        self._pace.close()
        with self._grabbing:
            self._container.close()

    def _grab(self) -> "Packet[VideoStream]":
        try:
            return next(self._packets)
        except (av.FFmpegError, StopIteration) as error:
            raise DeviceVanishedError("the screen went away: its X display no longer answers") from error


def _open(region: Region, cursor: bool) -> av.container.InputContainer:
    display = os.environ.get("DISPLAY", "")
    options = {
        "video_size": f"{region.width}x{region.height}",
        "draw_mouse": str(int(cursor)),
        # Its own pacing catches up in bursts, so it is made to have none: a thousand a second, asked for when due.
        "framerate": "1000",
        # Else small pictures would be gathered by the dozen when opening, and come first, and old.
        "probesize": "32",
    }
    try:
        container = av.open(f"{display}+{region.x},{region.y}", format="x11grab", options=options)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise DeviceUnavailableError(f"the X display {display} cannot be grabbed: {error}") from error
    stream = container.streams.video[0]
    if stream.codec_context.pix_fmt not in {"bgr0", "bgra"}:
        container.close()
        raise DeviceUnavailableError(
            f"the X display {display} has a depth of no 24 or 32 bits: start it with 24, as Xvfb -screen 0 1280x720x24"
        )
    return container
