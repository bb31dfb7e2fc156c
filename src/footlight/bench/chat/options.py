"""What `footlight bench chat` can be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Final, Literal, get_args

from footlight.bench.machine import raise_open_files
from footlight.errors import OptionInvalidError

Part = Literal["room", "rooms", "flood", "past", "video"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)

_ALL: Final[dict[str, Part]] = {part: part for part in PARTS}
_BOUNDS: Final = {"people": (16, 20_000), "seconds": (1, 600), "lines": (300, 100_000_000)}
_SPARE_FILES: Final = 512
_MOST_WRITERS: Final = 250
_PER_VIEWER: Final = 10
"""People in a chat for each viewer of the video beside it."""


@dataclass(frozen=True, slots=True)
class ChatOptions:
    """How much to measure.

    Raises:
        OptionInvalidError: a number that cannot be.
    """

    people: int = 10_000
    """In one room; the other crowds are made of as many."""
    seconds: float = 20.0
    """That each crowd is measured."""
    lines: int = 1_000_000
    """That are kept."""
    parts: tuple[Part, ...] = PARTS
    postgres: str | None = None
    """The address of an empty database that the lines are kept in; None: SQLite."""

    def __post_init__(self) -> None:
        for name, (least, most) in _BOUNDS.items():
            if not least <= getattr(self, name) <= most:
                raise OptionInvalidError(f"--{name} wants {least:,} to {most:,}")

    @property
    def rooms(self) -> int:
        """Small rooms, each of so many people."""
        return isqrt(self.people)

    @property
    def writers(self) -> int:
        """Who write too much in one room, and are all that are there."""
        return min(self.people, _MOST_WRITERS)

    @property
    def viewers(self) -> int:
        """Of the video beside the chat."""
        return max(1, self.people // _PER_VIEWER)

    def open_files(self) -> None:
        """Allow all the connections that there will be, here and in what is started from here.

        Raises:
            OptionInvalidError: the system does not.
        """
        granted, wanted = raise_open_files(), self.people + self.viewers + _SPARE_FILES
        if granted < wanted:
            raise OptionInvalidError(
                f"--people {self.people} wants {wanted:,} open files, and this system allows {granted:,}:"
                " raise the hard limit (ulimit -Hn), or take fewer"
            )


def parts(wanted: Sequence[str]) -> tuple[Part, ...]:
    """Those of these names; all where none is named.

    Raises:
        OptionInvalidError: there is no such part.
    """
    unknown = [name for name in wanted if name not in _ALL]
    if unknown:
        raise OptionInvalidError(f"--part wants one of {', '.join(PARTS)}, and not {unknown[0]!r}")
    return tuple(_ALL[name] for name in wanted) or PARTS
