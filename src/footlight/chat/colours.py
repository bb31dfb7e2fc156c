"""The colours that people have in a room: names, which each client shows in shades that can be read on its ground."""

import hashlib
from typing import Final, Literal, get_args

Colour = Literal[
    "red", "orange", "amber", "yellow", "lime", "green", "mint", "teal",
    "cyan", "sky", "blue", "indigo", "violet", "purple", "pink", "rose",
]  # fmt: skip

COLOURS: Final[tuple[Colour, ...]] = get_args(Colour)


def colour_of(key: str) -> Colour:
    """The colour of somebody who did not choose one: always the same."""
    return COLOURS[hashlib.sha256(key.encode()).digest()[0] % len(COLOURS)]
