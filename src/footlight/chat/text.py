"""What a line of the chat may be, and what is found in it. It is plain text everywhere: nothing here is HTML.

What nobody would see is left out in silence (zero-width signs, overrides of direction, control signs), so that no two
lines look alike and are not; what people would miss is refused in words.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from footlight.chat.emoji import EMOJI, one_form
from footlight.errors import TextInvalidError

LONGEST: Final = 500
"""Letters as people count them: one emoji is one, however many signs it is made of."""
MOST_BYTES: Final = 2_000
"""In UTF-8."""
MOST_LINES: Final = 10
MOST_MARKS: Final = 4
"""Accents and the like on one letter."""
_MOST_ISOLATES: Final = 8
"""Changes of direction; more are nobody's writing."""

_LINE_ENDS: Final = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPACE_BEFORE_END: Final = re.compile(" +(?=\n|$)")
_ISOLATES: Final = "\u2066\u2067\u2068"
_END_OF_ISOLATE: Final = "\u2069"
_NON_JOINER: Final = "\u200c"
_JOINERS: Final = "\u200c\u200d"
_VIRAMA: Final = 9
"""The combining class of signs after which a joiner chooses the form of a letter."""
_UNSEEN: Final = frozenset("\u034f\u17b4\u17b5\u3164\uffa0")
"""Letters and marks by Unicode's word, which nobody sees."""
_BLANK: Final = frozenset("\u115f\u1160\u2800")
"""What has its place in writing, but is nothing to read alone."""
_MARKS: Final = ("Mn", "Mc", "Me")
_EMOTE: Final = re.compile(":[a-z0-9_]{2,32}:")
_LINK: Final = re.compile(r"https?://[^\s<>\"'`\u2066-\u2069]+", re.IGNORECASE)
_AFTER_LINK: Final = ".,;:!?*_~…"
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Link:
    """An address in a line, at ``line[start:end]``."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class Mention:
    """``@name`` in a line, at ``line[start:end]``; there may be nobody of that name."""

    start: int
    end: int
    name: str


def line_text(raw: str) -> str:
    """What of a text that somebody typed is a line: in Unicode's normal form NFC, without what cannot be seen.

    Raises:
        TextInvalidError: too long, nothing to read in it, or letters with too many accents.
    """
    # Before anything looks at each sign of it.
    if len(raw) > MOST_BYTES:
        raise _too_long()
    text = _seen(unicodedata.normalize("NFC", raw))
    # What was between two signs may have kept them apart.
    text = _seen(unicodedata.normalize("NFC", text))
    if len(text.encode()) > MOST_BYTES:
        raise _too_long()
    if text.count("\n") >= MOST_LINES:
        raise TextInvalidError(f"a line of the chat has at most {MOST_LINES} lines of text: send it in parts")
    if graphemes(text) > LONGEST:
        raise _too_long()
    if all(sign.isspace() or sign in _BLANK or unicodedata.category(sign) in ("Cf", *_MARKS) for sign in text):
        raise TextInvalidError("there is nothing to read in it: write something")
    return text


def emoji(raw: str) -> str:
    """One emoji, or the name of an uploaded one like ``:wave:``, as it is kept.

    Raises:
        TextInvalidError: it is something else.
    """
    if len(raw) <= MOST_BYTES and _EMOTE.fullmatch(raw):
        return raw
    if len(raw) > MOST_BYTES or not EMOJI.fullmatch(raw):
        raise TextInvalidError("a reaction is one emoji, or the name of one like :wave:")
    return one_form(raw)


def graphemes(text: str) -> int:
    """How many letters people would count; signs that only change another one are none."""
    count = sum(1 for _ in EMOJI.finditer(text))
    rest = EMOJI.sub("", text)
    return count + sum(1 for sign in rest if unicodedata.category(sign) not in ("Cf", *_MARKS))


def links(text: str) -> list[Link]:
    """The addresses of web pages in a line; where they lead is not looked at."""
    found = []
    for match in _LINK.finditer(text):
        url = _without_end(match[0])
        if len(url) > url.index("//") + 2:
            found.append(Link(match.start(), match.start() + len(url), url))
    return found


def mentions(text: str) -> list[Mention]:
    """Whom a line speaks to; addresses of pages and of mail are none."""
    found: list[Mention] = []
    taken = links(text)
    for match in re.finditer("@", text):
        start = match.start()
        end = start + 1
        while end < len(text) and end - start <= 32 and _in_name(text[end]):
            end += 1
        name = text[start + 1 : end].rstrip("_-.")
        inside = (start and _in_name(text[start - 1])) or any(link.start <= start < link.end for link in taken)
        if len(name) >= 2 and name[0] not in "_-." and not inside:
            found.append(Mention(start, start + 1 + len(name), name))
    return found


def _seen(text: str) -> str:
    """What of it people see, with one kind of space and of line end."""
    text = _LINE_ENDS.sub("\n", text)
    parts: list[str] = []
    at = 0
    for match in EMOJI.finditer(text):
        parts += [_plain(text, at, match.start()), match[0]]
        at = match.end()
    parts.append(_plain(text, at, len(text)))
    whole = "\n".join(_attached(_balanced(line)) for line in "".join(parts).split("\n"))
    _check_marks(whole)
    return _attached(_SPACE_BEFORE_END.sub("", whole).strip())


def _plain(text: str, start: int, end: int) -> str:
    return "".join(_sign(text, place) for place in range(start, end))


def _sign(text: str, place: int) -> str:
    """The sign at a place, outside of emoji, as it stays."""
    sign = text[place]
    if sign == "\n" or (" " <= sign <= "~"):
        return sign
    category = unicodedata.category(sign)
    if category == "Zs" or sign == "\t":
        return " "
    if category == "Cf":
        kept = sign in _ISOLATES or sign == _END_OF_ISOLATE or (sign in _JOINERS and _joins(text, place))
        return sign if kept else ""
    if 0xFE00 <= ord(sign) <= 0xFE0F or 0xE0100 <= ord(sign) <= 0xE01EF:
        return sign if place and _is_han(text[place - 1]) else ""
    if category in ("Cc", "Cs") or sign in _UNSEEN or _is_no_sign(ord(sign)):
        return ""
    return sign


def _joins(text: str, place: int) -> bool:
    """Whether a joiner belongs to the writing: in Persian and the scripts of India words are not right without it."""
    if not 0 < place < len(text) - 1:
        return False
    before, after = text[place - 1], text[place + 1]
    if unicodedata.combining(before) == _VIRAMA:
        return unicodedata.category(after)[0] == "L"
    return text[place] == _NON_JOINER and _is_arabic(before) and _is_arabic(after)


def _is_arabic(sign: str) -> bool:
    return unicodedata.category(sign) in ("Lo", "Lm", "Mn") and "\u0600" <= sign <= "\u08ff"


def _is_han(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith("CJK UNIFIED")


def _is_no_sign(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF or 0xFFF0 <= code <= 0xFFFB


def _balanced(line: str) -> str:
    """Without its changes of direction, unless each ends: they would reach beyond the line."""
    depth = count = 0
    for sign in line:
        if sign in _ISOLATES:
            depth, count = depth + 1, count + 1
        elif sign == _END_OF_ISOLATE:
            depth -= 1
        if depth < 0:
            break
    if depth == 0 and count <= _MOST_ISOLATES:
        return line
    return "".join(sign for sign in line if sign not in _ISOLATES and sign != _END_OF_ISOLATE)


def _attached(line: str) -> str:
    """Without the marks at its beginning: they would sit on what stands before it."""
    place = 0
    while place < len(line) and (unicodedata.category(line[place]) in _MARKS or (place and line[place] == " ")):
        place += 1
    return line[place:]


def _check_marks(text: str) -> None:
    marks = 0
    for sign in text:
        marks = marks + 1 if unicodedata.category(sign) in _MARKS else 0
        if marks > MOST_MARKS:
            raise TextInvalidError(f"a letter has at most {MOST_MARKS} accents or other marks")


def _without_end(url: str) -> str:
    """Without what ends the sentence that it stands in."""
    while url:
        last = url[-1]
        if last in _AFTER_LINK or (last in _PAIRS and url.count(last) > url.count(_PAIRS[last])):
            url = url[:-1]
        else:
            break
    return url


def _in_name(sign: str) -> bool:
    return sign.isalnum() or sign in "_-." or unicodedata.category(sign) in ("Mn", "Mc")


def _too_long() -> TextInvalidError:
    return TextInvalidError(
        f"a line of the chat has at most {LONGEST} letters and {MOST_BYTES} bytes: send it in parts"
    )
