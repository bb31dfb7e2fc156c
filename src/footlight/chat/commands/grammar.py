"""How commands are typed: what may stand after the slash, and how it is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from footlight.chat.colours import COLOURS, Colour
from footlight.chat.fields import MAX_INTEGER
from footlight.chat.text import line_text
from footlight.errors import OptionInvalidError

Kind = Literal["nick", "message", "duration", "text", "quoted", "on_off", "colour", "command"]
"""Message: the number of a line, or the nick of whose newest it is; quoted: a text in quotes, or one word; text: all
that is left."""

LONGEST_SECONDS: Final = 365 * 86_400
_UNITS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_NAMES: Final = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
_DURATION: Final = re.compile(r"\d{1,9}|(?:\d{1,9}[smhd])+", re.IGNORECASE | re.ASCII)
_PARTS: Final = re.compile(r"(\d+)([smhd]?)", re.ASCII)
_NUMBER: Final = re.compile(r"#?(\d{1,16})", re.ASCII)
_ENDS: Final = {'"': '"', "“": "”“", "„": "“”", "«": "»", "”": "”"}
"""Quotes and what closes them: phones make others of those that are typed."""
_LONGEST_WORD: Final = 200


@dataclass(frozen=True, slots=True)
class Argument:
    """One thing that is typed after a command's name."""

    kind: Kind
    name: str
    """In capitals, as the usage shows it."""
    optional: bool = False
    many: bool = False
    """It comes two times or more."""

    def __str__(self) -> str:
        name = f'"{self.name}"' if self.kind == "quoted" else self.name
        shown = f"{name} {name} …" if self.many else name
        return f"[{shown}]" if self.optional else shown


@dataclass(slots=True)
class Given:
    """What was typed; of what was left out it has what is here."""

    nick: str = ""
    message: int = 0
    """0: the newest of who is called ``nick``."""
    seconds: int | None = None
    text: str = ""
    quoted: list[str] = field(default_factory=list)
    on: bool = True
    colour: Colour = "red"
    command: str = ""
    alone: bool = False
    """The one word was typed that may stand in the place of all arguments."""

    @property
    def one_line(self) -> str:
        """The text without its line ends."""
        return " ".join(self.text.split())


def read(arguments: Sequence[Argument], typed: str) -> Given:
    """What somebody typed after the name of a command.

    Raises:
        OptionInvalidError: it is not what the arguments ask for; this says why, and no more.
        TextInvalidError: a text that cannot be one.
    """
    given, left = Given(), typed.strip()
    for number, argument in enumerate(arguments):
        if argument.kind == "quoted":
            if not argument.many:
                left = _take_quoted(given, left, with_duration=arguments[-1].kind == "duration")
            continue
        if argument.kind == "text":
            if left:
                given.text, left = line_text(left), ""
            elif not argument.optional:
                raise OptionInvalidError(f"{argument.name} is missing")
            continue
        word, rest = _first(left)
        if not word:
            if argument.optional:
                continue
            raise OptionInvalidError(f"{argument.name} is missing")
        if (
            argument.optional
            and argument.kind == "duration"
            and not word[0].isdecimal()
            and number + 1 < len(arguments)
        ):
            continue
        _take(given, argument.kind, word)
        left = rest
    if left:
        raise OptionInvalidError(f"{left[:32]!r} is too much")
    return given


def duration(word: str) -> int:
    """Seconds of what is typed like ``90s``, ``10m``, ``2h``, ``7d``, ``1h30m``, or as a number of seconds.

    Raises:
        OptionInvalidError: it is none, or longer than a year.
    """
    if not _DURATION.fullmatch(word):
        raise OptionInvalidError(f"{word[:32]!r} is no duration like 90s, 10m, 2h or 7d")
    found = sum(int(number) * _UNITS[unit or "s"] for number, unit in _PARTS.findall(word.lower()))
    if found > LONGEST_SECONDS:
        raise OptionInvalidError("a duration is a year at most")
    return found


def worded(seconds: int) -> str:
    """A duration as it is told: ``1 hour 30 minutes``."""
    parts = []
    for size, name in _NAMES:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}" if count == 1 else f"{count} {name}s")
    return " ".join(parts) or "0 seconds"


def _first(left: str) -> tuple[str, str]:
    """The first word, and what follows it."""
    word, rest = [*left.split(None, 1), "", ""][:2]
    return word, rest


def _take(given: Given, kind: Kind, word: str) -> None:
    if len(word) > _LONGEST_WORD:
        raise OptionInvalidError("that is too long")
    match kind:
        case "nick":
            given.nick = word.removeprefix("@")
        case "message":
            number = _NUMBER.fullmatch(word)
            if number is None:
                given.nick = word.removeprefix("@")
            elif not 1 <= int(number[1]) <= MAX_INTEGER:
                raise OptionInvalidError(f"{word[:32]!r} is the number of no line")
            else:
                given.message = int(number[1])
        case "duration":
            given.seconds = duration(word)
        case "on_off":
            if word.lower() not in ("on", "off"):
                raise OptionInvalidError(f"{word[:32]!r} is neither on nor off")
            given.on = word.lower() == "on"
        case "colour":
            found = next((one for one in COLOURS if one == word.lower()), None)
            if found is None:
                raise OptionInvalidError(f"{word[:32]!r} is none of the colours {', '.join(COLOURS)}")
            given.colour = found
        case _:
            given.command = word.removeprefix("/").lower()


def _take_quoted(given: Given, left: str, *, with_duration: bool) -> str:
    """All texts, each in quotes or one word; a duration after two choices is none of them."""
    bare = False
    while left:
        ends = _ENDS.get(left[0])
        bare = ends is None
        if ends is None:
            word, left = _first(left)
        else:
            places = [place for place in (left.find(end, 1) for end in ends) if place > 0]
            if not places:
                raise OptionInvalidError("a quote is not closed")
            word, left = left[1 : min(places)], left[min(places) + 1 :]
        given.quoted.append(line_text(word))
        left = left.strip()
    if with_duration and bare and len(given.quoted) > 3 and _DURATION.fullmatch(given.quoted[-1]):
        given.seconds = duration(given.quoted.pop())
    if len(given.quoted) < 3:
        raise OptionInvalidError("a question and two choices are needed, in quotes")
    return ""
