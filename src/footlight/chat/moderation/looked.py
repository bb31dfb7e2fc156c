"""What a line comes to when nobody is fooled: by other letters that look alike, dots and spaces between, or drawn-out
words."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from footlight.chat.text import links
from footlight.model.names import skeleton

_FOR_LETTERS: Final = str.maketrans({"@": "a", "4": "a", "3": "e", "8": "b", "7": "t", "$": "s", "!": "i", "€": "e"})
_AROUND: Final = ".,;:!?\"'()[]{}<>*_~…“”„«»"
_LONG_RUN: Final = re.compile(r"(.)\1{2,}")
_RUNS: Final = 3
"""Letters that stand alone in a row are a word with spaces in it."""
_ENDINGS: Final = (
    "com net org info biz io tv me gg ly co app dev xyz top site online shop store club live link click icu ru de uk "
    "us eu fr it es pl nl ch at be cn jp kr br in to cc ws vip win bet porn sex cam"
)
_HOST: Final = re.compile(
    rf"(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:{'|'.join(_ENDINGS.split())})(?![\w-])", re.IGNORECASE
)
"""An address that is written without what makes it one."""
_AUTHORITY: Final = re.compile(r"https?:[/\\]*([^/?#\\]*)", re.IGNORECASE)
_PORT: Final = re.compile(r":\d*$")


@dataclass(frozen=True, slots=True)
class Looked:
    """A line as filters see it."""

    text: str
    """Without capitals."""
    words: frozenset[str]
    """In every form that each may be meant in."""
    phrase: str
    """All words in their order, a space around each."""
    hosts: tuple[str, ...]
    """Where its links lead."""
    in_a_row: int
    """How often one word stands after itself at most, the first time too."""


def look(text: str) -> Looked:
    """See a line, or what is filtered, as it is meant."""
    found: set[str] = set()
    order: list[str] = []
    alone: list[str] = []
    for token in text.split():
        meant = token.strip(_AROUND).translate(_FOR_LETTERS)
        whole = skeleton(meant)
        if whole:
            found.add(whole)
        parts = [part for part in map(skeleton, re.split(r"[\W_]+", meant)) if part]
        found.update(parts)
        order.extend(parts)
        for part in parts:
            if len(part) == 1:
                alone.append(part)
            else:
                found.update(_spaced(alone))
                alone.clear()
    found.update(_spaced(alone))
    for word in list(found):
        if _LONG_RUN.search(word):
            found.add(_LONG_RUN.sub(r"\1\1", word))
            found.add(_LONG_RUN.sub(r"\1", word))
    return Looked(text.casefold(), frozenset(found), f" {' '.join(order)} ", _hosts(text), _in_a_row(order))


def alike(text: str) -> str:
    """What lines that say the same have in common."""
    return skeleton(text) or "".join(text.split())


def _spaced(alone: list[str]) -> list[str]:
    return ["".join(alone)] if len(alone) >= _RUNS else []


def _hosts(text: str) -> tuple[str, ...]:
    hosts = dict.fromkeys(match[0].lower() for match in _HOST.finditer(text))
    for link in links(text):
        host = _host(link.url)
        if host:
            hosts[host] = None
    return tuple(hosts)


def _host(url: str) -> str:
    """Where a browser goes by it, which takes more slashes, wide letters, other dots and escaped ones as the usual."""
    match = _AUTHORITY.match(url)
    host = "" if match is None else match[1].rpartition("@")[2]
    plain = unicodedata.normalize("NFKC", unquote(_PORT.sub("", host))).replace("\u3002", ".")
    return plain.casefold().rstrip(".")


def _in_a_row(words: list[str]) -> int:
    most = count = 0
    before = None
    for word in words:
        count = count + 1 if word == before else 1
        before, most = word, max(most, count)
    return most
