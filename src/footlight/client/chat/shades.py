"""Shades of the colours that people have, which can be read on a dark ground and on a light one."""

from typing import Final

COLOURS: Final = (
    "red", "orange", "amber", "yellow", "lime", "green", "mint", "teal",
    "cyan", "sky", "blue", "indigo", "violet", "purple", "pink", "rose",
)  # fmt: skip

ON_DARK: Final = dict(
    zip(
        COLOURS,
        (
            "#ff8a84", "#ffa05c", "#ffbd4a", "#f2d64b", "#bfe05a", "#7fdc7a", "#74e0b0", "#5fdbcb",
            "#62d8ec", "#74c7ff", "#8fb4ff", "#a7a6ff", "#c3a0ff", "#dd9bff", "#ff97dc", "#ff93b0",
        ),
        strict=True,
    )
)  # fmt: skip
ON_LIGHT: Final = dict(
    zip(
        COLOURS,
        (
            "#b3261e", "#a44100", "#8a5200", "#6f5f00", "#4c6a00", "#1d7324", "#00714a", "#006f66",
            "#006b80", "#00659e", "#2356c5", "#4a49c9", "#6a3fc4", "#8a33b5", "#a62484", "#b01f54",
        ),
        strict=True,
    )
)  # fmt: skip
