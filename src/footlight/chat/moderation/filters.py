"""What lines are looked through for, and what is done with those that are caught."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, get_args

from footlight.chat.moderation.looked import Looked, look
from footlight.chat.words import UNSPACED
from footlight.errors import OptionInvalidError

Kind = Literal["word", "link", "repetition"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
Action = Literal["refuse", "hold", "timeout"]
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)
"""The line is refused in words; it waits for those who keep order; its author is timed out too."""

LONGEST: Final = 200
"""Signs of a pattern."""
_TIMES: Final = range(2, 21)
_STRENGTH: Final = {"timeout": 2, "refuse": 1, "hold": 0}


@dataclass(frozen=True, slots=True)
class Filter:
    """One of a room's."""

    id: int
    kind: Kind
    pattern: str
    """Of words: a word or several, a ``*`` at an end for any letters. Of links: hosts with spaces between, ``*`` for
    any, and a ``-`` before those that are let through. Of repetition: how often somebody may say the same."""
    action: Action


class Filters:
    """Those of one room, made ready to look through many lines."""

    def __init__(self, filters: Iterable[Filter] = ()) -> None:
        # The first that catches a line decides.
        self._all = [(one, _Test(one)) for one in sorted(filters, key=lambda one: -_STRENGTH[one.action])]

    def caught(self, text: str, times: int = 0) -> Filter | None:
        """Which filter a line does not pass.

        Args:
            times: how often its author has said the same lately.
        """
        if not self._all:
            return None
        looked = look(text)
        return next((one for one, test in self._all if test.catches(looked, times)), None)

    def catches_nick(self, nick: str) -> bool:
        """Whether somebody cannot be called so, as it holds a word that is filtered."""
        looked = look(nick)
        return any(one.kind == "word" and test.catches(looked, 0) for one, test in self._all)


class _Test:
    def __init__(self, one: Filter) -> None:
        self._kind = one.kind
        self._times = int(one.pattern) if one.kind == "repetition" else 0
        words = one.pattern.split() if one.kind == "link" else []
        self._hosts = [word for word in words if not word.startswith("-")]
        self._let_through = [word[1:] for word in words if word.startswith("-")]
        self._before, self._after = one.pattern.startswith("*"), one.pattern.endswith("*")
        core = look(one.pattern.strip("*"))
        self._phrase = core.phrase
        self._word = core.phrase.strip() if " " not in core.phrase.strip() else ""
        # What has no letters, like an emoji, and scripts without spaces, are found wherever they stand.
        plain = one.pattern.strip("*").strip()
        self._anywhere = plain.casefold() if not self._phrase.strip() or UNSPACED.search(plain) else ""

    def catches(self, looked: Looked, times: int) -> bool:
        if self._kind == "repetition":
            return times >= self._times or looked.in_a_row > self._times
        if self._kind == "link":
            return any(self._is_caught(host) for host in looked.hosts)
        if self._anywhere:
            return self._anywhere in looked.text
        if not self._word:
            return self._phrase in looked.phrase
        if self._before or self._after:
            return any(self._fits(word) for word in looked.words)
        return self._word in looked.words

    def _fits(self, word: str) -> bool:
        if self._before and self._after:
            return self._word in word
        return word.endswith(self._word) if self._before else word.startswith(self._word)

    def _is_caught(self, host: str) -> bool:
        if any(_within(host, one) for one in self._let_through):
            return False
        return any(one == "*" or _within(host, one) for one in self._hosts)


def _within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def checked(kind: str, pattern: str, action: str) -> tuple[Kind, str, Action]:
    """A filter as somebody asked for it.

    Raises:
        OptionInvalidError: there can be no such filter, and this says what can be.
    """
    found = next((one for one in KINDS if one == kind), None)
    does = next((one for one in ACTIONS if one == action), None)
    if found is None or does is None:
        raise OptionInvalidError(f"a filter is of {', '.join(KINDS)}, and does one of {', '.join(ACTIONS)}")
    plain = " ".join(pattern.split())
    if not 1 <= len(plain) <= LONGEST:
        raise OptionInvalidError(f"say in 1 to {LONGEST} letters what is filtered")
    if found == "repetition" and not (plain.isdecimal() and plain.isascii() and int(plain) in _TIMES):
        raise OptionInvalidError(f"repetition is filtered from {_TIMES[0]} to {_TIMES[-1]} times on: give a number")
    if found == "link":
        plain = plain.lower()
        if all(word.startswith("-") for word in plain.split()):
            raise OptionInvalidError("give a host like example.org, or * for any; a - before one lets it through")
    if found == "word" and not plain.strip("* "):
        raise OptionInvalidError("give a word: a * stands for any letters before or after it")
    return found, plain, does
