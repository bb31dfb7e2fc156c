"""The colours of the chat, on a dark ground and on a light one."""

from dataclasses import dataclass
from typing import Final

from textual.color import Color
from textual.style import Style


@dataclass(frozen=True, slots=True)
class Palette:
    """Styles of what is drawn line by line."""

    nicks: dict[str, Style]
    """By the name of a colour."""
    quiet: Style
    """What is read last: times, who came and went."""
    lit: Style
    """Under a line that speaks to us."""
    picked: Style
    """Under the line that is picked."""
    announced: Style
    link: Style
    warning: Style
    error: Style
    fresh: Style
    """Between what was read and what is new."""

    def nick(self, colour: str) -> Style:
        """Of somebody's name."""
        return self.nicks.get(colour, self.quiet)


def _palette(
    nicks: str, *, quiet: str, lit: str, picked: str, announced: str, link: str, warning: str, error: str
) -> Palette:
    shades = dict(zip(_NAMES, (_bold(shade) for shade in nicks.split()), strict=True))
    return Palette(
        nicks=shades,
        quiet=_style(quiet),
        lit=Style(background=Color.parse(lit)),
        picked=Style(background=Color.parse(picked)),
        announced=_bold(announced),
        link=Style(foreground=Color.parse(link), underline=True),
        warning=_style(warning),
        error=_style(error),
        fresh=_bold(error),
    )


def _style(colour: str) -> Style:
    return Style(foreground=Color.parse(colour))


def _bold(colour: str) -> Style:
    return Style(foreground=Color.parse(colour), bold=True)


_NAMES: Final = (
    "red", "orange", "amber", "yellow", "lime", "green", "mint", "teal",
    "cyan", "sky", "blue", "indigo", "violet", "purple", "pink", "rose",
)  # fmt: skip

DARK: Final = _palette(
    "#ff8a84 #ffa05c #ffbd4a #f2d64b #bfe05a #7fdc7a #74e0b0 #5fdbcb"
    " #62d8ec #74c7ff #8fb4ff #a7a6ff #c3a0ff #dd9bff #ff97dc #ff93b0",
    quiet="#9a93a6", lit="#3a2f14", picked="#33304a", announced="#ffd479", link="#8fc4ff", warning="#ffc24a",
    error="#ff8a84",
)  # fmt: skip
LIGHT: Final = _palette(
    "#b3261e #a44100 #8a5200 #6f5f00 #4c6a00 #1d7324 #00714a #006f66"
    " #006b80 #00659e #2356c5 #4a49c9 #6a3fc4 #8a33b5 #a62484 #b01f54",
    quiet="#625b70", lit="#fff0c2", picked="#dfdcf2", announced="#7a4d00", link="#1a55b8", warning="#8a5200",
    error="#b3261e",
)  # fmt: skip
