"""Where snapshots and recordings go: the person's own folders, by name and time."""

import re
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QStandardPaths

from footlight.errors import FileUnwritableError

_PLACE: Final = QStandardPaths.StandardLocation
_UNFIT: Final = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
"""What some system has no file names with."""


def snapshot_path(name: str, now: datetime) -> Path:
    """Where to keep a picture of ``name``.

    Raises:
        FileUnwritableError: there is no such folder, and none can be made.
    """
    return _folder(_PLACE.PicturesLocation) / _file_name(name, now, "png")


def recording_path(name: str, now: datetime) -> Path:
    """Where to keep a recording of ``name``.

    Raises:
        FileUnwritableError: there is no such folder, and none can be made.
    """
    return _folder(_PLACE.MoviesLocation) / _file_name(name, now, "mp4")


def _folder(place: QStandardPaths.StandardLocation) -> Path:
    folder = Path(QStandardPaths.writableLocation(place) or Path.home()) / "Footlight"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileUnwritableError(f"{folder} cannot be made: {error.strerror}") from error
    return folder


def _file_name(name: str, now: datetime, suffix: str) -> str:
    readable = _UNFIT.sub("-", name).strip(" .-") or "footlight"
    return f"{readable} {now:%Y-%m-%d %H.%M.%S}.{suffix}"
