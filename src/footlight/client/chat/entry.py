"""What stands in the list of a chat, one below the other."""

from dataclasses import dataclass
from typing import Literal

from footlight.client.chat.told import Line, Privately

Kind = Literal["line", "private", "notice", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One of them; another one takes its place where it changes."""

    key: int
    """A line's id; negative where it is no line."""
    kind: Kind
    line: Line | None = None
    private: Privately | None = None
    text: str = ""
    """Of what is neither."""
