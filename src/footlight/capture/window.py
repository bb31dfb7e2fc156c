"""Windows: what is known of one, how it is looked at, and which one a name means."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from footlight.capture.sources import WindowSpec
from footlight.errors import SourceNotFoundError

_MOST_NAMED: Final = 8
"""Windows that an error names before it leaves the rest out."""


@dataclass(frozen=True, slots=True)
class WindowInfo:
    """One window of this machine."""

    id: int
    """The system's number of it."""
    title: str
    width: int
    height: int
    hidden: bool
    """Minimised, on another desktop, or too small to be seen."""

    @property
    def source(self) -> str:
        """What to type for this window and no other."""
        return f"window:{self.id:#x}"


@dataclass(frozen=True, slots=True)
class Look:
    """How a window is now: its size in pixels, and whether there is anything to see."""

    width: int
    height: int
    shown: bool


class WindowView(Protocol):
    """One window, open to be looked at and read; of one thread at a time."""

    def look(self) -> Look | None:
        """How it is now; None where it is no more.

        Raises:
            DeviceVanishedError: the whole display ended.
        """

    def grab(self) -> NDArray[np.uint8] | None:
        """Its picture now: uint8, (height, width, 4), BGRA; None where there is none."""

    def close(self) -> None:
        """Let it go; may be called again."""


def chosen(spec: WindowSpec, windows: Sequence[WindowInfo]) -> WindowInfo:
    """The window that ``spec`` means: by number, by its whole title, else by a part of its title.

    Raises:
        SourceNotFoundError: there is none like it, or more than one.
    """
    if spec.id is not None:
        found = [window for window in windows if window.id == spec.id]
    else:
        wanted = spec.title.casefold()
        found = [window for window in windows if window.title.casefold() == wanted]
        found = found or [window for window in windows if wanted in window.title.casefold()]
    if len(found) == 1:
        return found[0]
    if not found:
        here = f"this display has {_named(windows)}" if windows else "this display has no window with a title"
        raise SourceNotFoundError(f"there is no {spec.source}: {here}")
    raise SourceNotFoundError(f"{spec.source} may be any of {len(found)} windows: choose one of {_named(found)}")


def successor(spec: WindowSpec, closed: WindowInfo, windows: Sequence[WindowInfo]) -> WindowInfo:
    """The window that may take the place of one that closed: meant by the same name, else of the very same title.

    Raises:
        SourceNotFoundError: there is none, or more than one.
    """
    if spec.title:
        return chosen(spec, windows)
    found = [window for window in windows if window.title and window.title == closed.title]
    if len(found) != 1:
        raise SourceNotFoundError(f"there is no other window of the title {closed.title!r}: open one")
    return found[0]


def _named(windows: Sequence[WindowInfo]) -> str:
    names = [f"{window.source} ({window.title})" for window in windows[:_MOST_NAMED]]
    return ", ".join(names) + (f" and {len(windows) - _MOST_NAMED} more" if len(windows) > _MOST_NAMED else "")
