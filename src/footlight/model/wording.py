"""Text that people write for others to read: of bounded length, without what a page or a database stumbles over."""

import unicodedata
from typing import Final

from footlight.errors import OptionInvalidError

_UNSEEN: Final = ("Cc", "Cs", "Zl", "Zp")
"""Control signs, halves of signs, and separators that are no usual new line."""
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows: with them a text can show as another."""


def one_line(what: str, text: str, most: int) -> str:
    """Check ``text`` and return it without spaces around it.

    Args:
        what: it is, for the error: "a title".
        most: signs that it may have.

    Raises:
        OptionInvalidError: too long, or signs that it cannot have.
    """
    return _checked(what, text, most, "")


def several_lines(what: str, text: str, most: int) -> str:
    """The same for a text that may have new lines and tabs; all its line ends become ``\\n``.

    Raises:
        OptionInvalidError: too long, or signs that it cannot have.
    """
    # Before anything looks at each sign of it: a line end may be two.
    if len(text) > 2 * most:
        raise _too_long(what, most)
    return _checked(what, text.replace("\r\n", "\n").replace("\r", "\n"), most, "\n\t")


def _checked(what: str, text: str, most: int, also: str) -> str:
    text = text.strip()
    if len(text) > most:
        raise _too_long(what, most)
    for sign in text:
        if sign not in also and (unicodedata.category(sign) in _UNSEEN or sign in _TURNING):
            raise OptionInvalidError(f"{what} cannot have the sign {sign!a}")
    return text


def _too_long(what: str, most: int) -> OptionInvalidError:
    return OptionInvalidError(f"{what} has at most {most} letters")
