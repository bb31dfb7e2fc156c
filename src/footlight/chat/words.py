"""By which words a line is found: the same on every database, whatever that thinks a word is."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 32
"""Signs of a word that count."""
_UNSEEN: Final = ("Cf", "Cc")
_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
UNSPACED: Final = re.compile(
    # Thai to Lao, Burmese, Khmer, kana, and Han: written without spaces between words.
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)


def words(text: str) -> list[str]:
    """The words of a line, each once: without case and accents, signs like emoji apart, two by two where a script has
    no spaces."""
    found: dict[str, None] = {}
    for word in _split(text):
        at = 0
        for run in UNSPACED.finditer(word):
            _add(found, word[at : run.start()])
            # The last alone: what is looked for by one sign is found by the pairs that begin with it.
            for place in range(len(run[0])):
                _add(found, run[0][place : place + 2])
            at = run.end()
        _add(found, word[at:])
    return list(found)


def asked(text: str) -> tuple[list[str], str | None]:
    """What to look for: whole words, and the beginning of another one.

    The last word may still be in typing, unless a space follows it.
    """
    found: dict[str, None] = {}
    beginning: str | None = None
    split = _split(text)
    for number, word in enumerate(split):
        parts = [part for part in re.split(f"({UNSPACED.pattern})", word) if part]
        for part_number, part in enumerate(parts):
            last = number == len(split) - 1 and part_number == len(parts) - 1
            if UNSPACED.fullmatch(part) and len(part) > 1:
                for place in range(len(part) - 1):
                    _add(found, part[place : place + 2])
            elif last and (not text[-1].isspace() or UNSPACED.fullmatch(part)):
                beginning = part[:LONGEST]
            else:
                _add(found, part)
    return list(found), beginning


def _add(found: dict[str, None], word: str) -> None:
    if word:
        found[word[:LONGEST]] = None


def _split(text: str) -> list[str]:
    plain: list[str] = []
    for sign in unicodedata.normalize("NFKD", _SELECTORS.sub("", text).casefold()):
        category = unicodedata.category(sign)
        if sign.isalnum() or (category in ("Mn", "Mc") and not unicodedata.combining(sign)):
            plain.append(sign)
        elif category == "So" and sign > "\x7f":
            plain.append(f" {sign} ")
        elif category not in _UNSEEN and not unicodedata.combining(sign):
            plain.append(" ")
    return "".join(plain).split()
