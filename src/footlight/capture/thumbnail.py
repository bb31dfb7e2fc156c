"""Small pictures of what can be sent, to choose by."""

import re
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from footlight.capture.glance import Glance
from footlight.capture.listing import Listing, SourceInfo, SourceKind
from footlight.errors import FileUnwritableError, FootlightError
from footlight.model.clock import Clock

_KINDS: Final[frozenset[SourceKind]] = frozenset({"screen", "window", "camera", "test"})


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
    """A source's first picture: uint8, (height, width, 3), BGR."""
    with closing(Glance(text, clock)) as glance:
        return glance.picture()
