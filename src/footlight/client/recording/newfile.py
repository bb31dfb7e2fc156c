"""Files that people want kept: none is ever overwritten."""

from io import FileIO
from pathlib import Path
from typing import Final

from footlight.errors import FileUnwritableError
from footlight.model.packet import Payload

_MAX_FILES: Final = 10_000


def new_file(wanted: Path) -> tuple[Path, FileIO]:
    """Make the first of ``name``, ``name-2``, ``name-3`` that does not exist yet.

    Raises:
        FileUnwritableError: it cannot be made.
    """
    for number in range(1, _MAX_FILES):
        path = wanted if number == 1 else wanted.with_stem(f"{wanted.stem}-{number}")
        try:
            # Unbuffered: what is written is with the system, and a kill cannot take it back.
            return path, FileIO(path, "xb")
        except FileExistsError:
            continue
        except OSError as error:
            raise FileUnwritableError(f"{path} cannot be made: {error.strerror}") from error
    raise FileUnwritableError(f"{wanted} exists {_MAX_FILES} times: choose another name")


def write_all(file: FileIO, path: Path, data: Payload) -> None:
    """Write ``data`` whole.

    Raises:
        FileUnwritableError: the disk is full.
    """
    view = memoryview(data)
    try:
        while view:
            view = view[file.write(view) :]
    except OSError as error:
        raise FileUnwritableError(f"{path} cannot be written: {error.strerror}") from error
