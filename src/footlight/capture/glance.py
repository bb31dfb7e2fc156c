"""A source that is looked at now and then, to choose by: small pictures of what it shows."""

import threading
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from footlight.capture.fit import fitted, scale
from footlight.capture.source import CaptureOptions, EndOfSource, Source
from footlight.capture.sources import open_source, parse_source
from footlight.errors import DeviceUnavailableError, DeviceVanishedError
from footlight.model.clock import Clock
from footlight.model.frame import AudioFormat, VideoFrame

_WIDEST: Final = 480
_PATIENCE: Final = 5.0
"""Seconds that an open source has to give a picture."""


class Glance:
    """One source, open to be looked at; of one thread at a time."""

    def __init__(self, text: str, clock: Clock) -> None:
        """Open what ``text`` names; blocks for as long as its device takes.

        Raises:
            FootlightError: as of `parse_source` and `open_source`.
            DeviceUnavailableError: it has sound alone.
        """
        self._text = text
        self._source = open_source(parse_source(text), CaptureOptions(), clock)
        if all(isinstance(form, AudioFormat) for form in self._source.formats):
            self._source.close()
            raise DeviceUnavailableError(f"{text} has no picture, only sound")

    def picture(self) -> NDArray[np.uint8]:
        """What it shows now, at most 480 pixels wide: uint8, (height, width, 3), BGR.

        Raises:
            DeviceUnavailableError: it gave no picture within five seconds, and is closed.
            DeviceVanishedError: it ended.
            MediaInvalidError: the rest of a file cannot be decoded.
        """
        late = threading.Event()

        def hurry() -> None:
            late.set()
            self._source.close()

        # A source may be open and give nothing; closing it ends the read that waits.
        timer = threading.Timer(_PATIENCE, hurry)
        timer.start()
        try:
            return _small(_next(self._source))
        except EndOfSource as error:
            if late.is_set():
                raise DeviceUnavailableError(
                    f"{self._text} gave no picture within {_PATIENCE:g} s: look whether it works"
                ) from error
            raise DeviceVanishedError(f"{self._text} has ended") from error
        finally:
            timer.cancel()

    def close(self) -> None:
        """Let the source go; may be called again."""
        self._source.close()


def _next(source: Source) -> VideoFrame:
    while not isinstance(frame := source.read(), VideoFrame):
        pass
    return frame


def _small(frame: VideoFrame) -> NDArray[np.uint8]:
    image = frame.image
    if frame.format == "i420":
        image = np.asarray(cv2.cvtColor(image, cv2.COLOR_YUV2BGR_I420), np.uint8)
    if frame.width > _WIDEST:
        image = scale(image, *fitted(frame.width, frame.height, (_WIDEST, frame.height)))
    return np.ascontiguousarray(image[..., :3])
