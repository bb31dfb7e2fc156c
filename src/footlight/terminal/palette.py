"""The colours of the chat, on a dark ground and on a light one."""

from dataclasses import dataclass
from typing import Final

from textual.color import Color
from textual.style import Style

from footlight.client.chat.shades import ON_DARK, ON_LIGHT


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
    ours: Style
    """What we put under a line."""
    link: Style
    warning: Style
    error: Style
    fresh: Style
    """Between what was read and what is new."""

    def nick(self, colour: str) -> Style:
        """Of somebody's name."""
        return self.nicks.get(colour, self.quiet)


def _palette(
    shades: dict[str, str], *, quiet: str, lit: str, picked: str, announced: str, link: str, warning: str, error: str
) -> Palette:
    return Palette(
        nicks={name: _bold(shade) for name, shade in shades.items()},
        quiet=_style(quiet),
        lit=Style(background=Color.parse(lit)),
        picked=Style(background=Color.parse(picked)),
        announced=_bold(announced),
        ours=_bold(link),
        link=Style(foreground=Color.parse(link), underline=True),
        warning=_style(warning),
        error=_style(error),
        fresh=_bold(error),
    )


def _style(colour: str) -> Style:
    return Style(foreground=Color.parse(colour))


def _bold(colour: str) -> Style:
    return Style(foreground=Color.parse(colour), bold=True)


DARK: Final = _palette(
    ON_DARK, quiet="#9a93a6", lit="#3a2f14", picked="#33304a", announced="#ffd479", link="#8fc4ff", warning="#ffc24a",
    error="#ff8a84",
)  # fmt: skip
LIGHT: Final = _palette(
    ON_LIGHT, quiet="#625b70", lit="#fff0c2", picked="#dfdcf2", announced="#7a4d00", link="#1a55b8", warning="#8a5200",
    error="#b3261e",
)  # fmt: skip
