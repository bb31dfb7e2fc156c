"""X11 screens, grabbed by FFmpeg's x11grab through shared memory."""

import threading
from collections.abc import Sequence
from typing import Final

from footlight.capture.fit import fitted, scale
from footlight.capture.pace import Pace, Ticks
from footlight.capture.source import CaptureOptions, EndOfSource
from footlight.capture.sources import Region
from footlight.capture.x11.grab import Grab
from footlight.model.clock import Clock
from footlight.model.frame import VideoFormat, VideoFrame
from footlight.model.units import Micros

_DEFAULT_FPS: Final = 30.0


class ScreenSource:
    """One rectangle of an X display; a picture's capture time is when its grab begins."""

    def __init__(self, region: Region, options: CaptureOptions, clock: Clock) -> None:
        """Open the display.

        Raises:
            DeviceUnavailableError: it cannot be grabbed.
        """
        self._clock = clock
        self._pace = Pace(clock)
        self._grabbing = threading.Lock()
        fps = options.fps or _DEFAULT_FPS
        self._size = fitted(region.width, region.height, options.size)
        self._formats = (VideoFormat(*self._size, fps=fps, name="screen"),)
        self._grab = Grab(
            f"+{region.x},{region.y}",
            {"video_size": f"{region.width}x{region.height}", "draw_mouse": str(int(options.cursor))},
        )
        self._start = clock.now()
        self._ticks = Ticks(self._start, fps)
        self._sequence = 0

    @property
    def formats(self) -> Sequence[VideoFormat]:
        return self._formats

    def read(self) -> VideoFrame:
        if not self._pace.wait_until(self._ticks.due):
            raise EndOfSource
        with self._grabbing:
            if self._pace.closed:
                raise EndOfSource
            now = self._clock.now()
            self._ticks.take(now)
            image = self._grab.picture()
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
            self._grab.close()
