"""Small pictures of what can be sent, to choose by."""

import re
import threading
from dataclasses import replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from footlight.capture.fit import fitted, scale
from footlight.capture.listing import Listing, SourceInfo, SourceKind
from footlight.capture.source import CaptureOptions, EndOfSource, Source
from footlight.capture.sources import open_source, parse_source
from footlight.errors import DeviceUnavailableError, FileUnwritableError, FootlightError
from footlight.model.clock import Clock
from footlight.model.frame import VideoFrame

_KINDS: Final[frozenset[SourceKind]] = frozenset({"screen", "window", "camera", "test"})
_WIDEST: Final = 480
_PATIENCE: Final = 5.0
"""Seconds that an open source has to give its first picture."""


def with_thumbnails(listing: Listing, folder: Path, clock: Clock) -> Listing:
    """The listing, with a JPEG file for everything that gives pictures, and a reason where it gave none.

    Raises:
        FileUnwritableError: the folder cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileUnwritableError(f"the folder {folder} cannot be made: {error.strerror}") from error
    sources = [_with_thumbnail(info, folder, clock) if info.kind in _KINDS else info for info in listing.sources]
    return replace(listing, sources=sources)


def _with_thumbnail(info: SourceInfo, folder: Path, clock: Clock) -> SourceInfo:
    if info.hidden:
        return replace(info, unreadable="it is minimised or out of sight")
    if info.source in ("screen", "window"):
        return replace(info, unreadable="what it shows is chosen when it is sent")
    path = folder / (re.sub(r"[^a-z0-9]+", "-", info.source.lower()) + ".jpg")
    try:
        picture = _picture(info.source, clock)
    except FootlightError as error:
        return replace(info, unreadable=str(error))
    try:
        path.write_bytes(cv2.imencode(".jpg", picture)[1].tobytes())
    except OSError as error:
        raise FileUnwritableError(f"{path} cannot be written: {error.strerror}") from error
    return replace(info, thumbnail=str(path))


def _picture(text: str, clock: Clock) -> NDArray[np.uint8]:
    """A source's first picture, at most 480 pixels wide: uint8, (height, width, 3), BGR."""
    source = open_source(parse_source(text), CaptureOptions(), clock)
    # A source may be open and give nothing; closing it ends the read that waits.
    hurry = threading.Timer(_PATIENCE, source.close)
    hurry.start()
    try:
        return _small(_first(source))
    except EndOfSource as error:
        raise DeviceUnavailableError(f"{text} gave no picture within {_PATIENCE:g} s: look whether it works") from error
    finally:
        hurry.cancel()
        source.close()


def _first(source: Source) -> VideoFrame:
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
