"""People's names: what may be one, and when two look alike (after Unicode's UTS 39, made smaller)."""

import unicodedata
from typing import Final, NewType

from footlight.errors import NameInvalidError

PersonName = NewType("PersonName", str)

SHORTEST: Final = 2
LONGEST: Final = 32
_MOST_MARKS: Final = 2
"""Accents or vowel signs on one letter."""
_MARKS: Final = ("Mn", "Mc")

RESERVED: Final = frozenset(
    {
        "admin", "administrator", "anonymous", "everyone", "footlight", "guest", "help", "here", "host", "me", "mod",
        "moderator", "nobody", "owner", "root", "security", "server", "staff", "support", "system", "you",
    }
)  # fmt: skip
"""Names that would speak for the site."""

_TOGETHER: Final = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
)
"""Scripts that are written together; of any others a name has one."""

_ALIKE: Final = str.maketrans(
    {
        # Latin letters and digits among themselves, after capitals are gone: I, l and 1; O and 0.
        "i": "l", "1": "l", "0": "o", "5": "s", "ı": "l", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t",
        # Cyrillic.
        "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ѐ": "e", "һ": "h", "н": "h", "і": "l", "ӏ": "l", "ј": "j",
        "к": "k", "м": "m", "п": "n", "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s", "т": "t", "ц": "u", "ѵ": "v",
        "ԝ": "w", "х": "x", "у": "y", "ү": "y", "з": "3",
        # Greek.
        "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "l", "κ": "k", "μ": "u", "ν": "v", "ο": "o", "ρ": "p", "σ": "o",
        "ς": "c", "τ": "t", "υ": "u", "χ": "x", "γ": "y", "ω": "w",
        # Armenian and Hebrew, where a whole word can pass for Latin.
        "օ": "o", "ո": "n", "ս": "u", "հ": "h", "ց": "g", "զ": "q", "ס": "o", "ו": "l", "ן": "l",
    }
)  # fmt: skip
_PAIRS: Final = (("rn", "m"), ("vv", "w"))


def person_name(text: str) -> PersonName:
    """Check ``text`` and return it as a person's name, in Unicode's normal form NFKC.

    Raises:
        NameInvalidError: too short or long, signs that a name cannot have, several scripts mixed, or reserved.
    """
    # Before anything looks at each sign of it.
    if len(text) > 4 * LONGEST:
        raise NameInvalidError(f"a name has at most {LONGEST} letters")
    name = unicodedata.normalize("NFKC", text)
    if not SHORTEST <= len(name) <= LONGEST:
        raise NameInvalidError(f"a name has {SHORTEST} to {LONGEST} letters")
    _check_signs(name)
    _check_scripts(name)
    if skeleton(name) in _RESERVED_SKELETONS:
        raise NameInvalidError("this name is reserved, or looks like one that is: choose another")
    return PersonName(name)


def skeleton(name: str) -> str:
    """What names that look alike have in common; never shown."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
    # The vowel signs of Indian scripts are marks that combine with nothing: they stay.
    plain = "".join(sign for sign in plain.translate(_ALIKE) if sign.isalnum() or unicodedata.category(sign) in _MARKS)
    for pair, one in _PAIRS:
        plain = plain.replace(pair, one)
    return plain


def _check_signs(name: str) -> None:
    marks = 0
    for place, sign in enumerate(name):
        category = unicodedata.category(sign)
        marks = marks + 1 if category in _MARKS else 0
        letter = category[0] == "L" or category == "Nd"
        if marks > _MOST_MARKS or not (letter or marks or (place and sign in "_-.")):
            raise NameInvalidError(
                f"a name has letters and digits, and _ - . between them: {sign!a} is not possible there"
            )
    if name[0] in "_-." or unicodedata.combining(name[0]):
        raise NameInvalidError("a name begins with a letter or a digit")


def _check_scripts(name: str) -> None:
    scripts = {_script(sign) for sign in name if sign.isalpha()}
    if len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER):
        raise NameInvalidError("a name is written in one script: letters of several look alike")


def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").partition(" ")[0]


_RESERVED_SKELETONS: Final = frozenset(map(skeleton, RESERVED))
