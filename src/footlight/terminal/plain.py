"""Other people's text on a terminal."""

from typing import Final

_UNEVEN: Final = frozenset("\u200d\u200c\ufe0e\ufe0f") | {chr(code) for code in range(0x1F3FB, 0x1F400)}
"""Joiners, variants and skin tones: terminals disagree on how wide emoji with them are, and lines would break."""


def plain(text: str) -> str:
    """The text without what a terminal would obey, and as wide as every terminal thinks; line breaks stay."""
    return "".join(sign if sign == "\n" or sign.isprintable() else " " for sign in text if sign not in _UNEVEN)
