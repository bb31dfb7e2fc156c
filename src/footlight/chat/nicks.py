"""Nicks: the names by which people are known in one room, no two of them alike."""

import itertools
import unicodedata
from collections.abc import Collection, Iterator
from typing import Final, Protocol

from footlight.errors import NameInvalidError, NameTakenError
from footlight.model.names import LONGEST, SHORTEST, PersonName, person_name, skeleton

_CANDIDATES: Final = 40
"""Of a suggestion: asked about in one statement."""
_PLAIN_DIGITS: Final = "2346789"
"""Those that look like no letter."""
_UNNAMED: Final = "visitor"


class Accounts(Protocol):
    """Knows the names of those who have an account."""

    async def alike(self, skeletons: Collection[str]) -> set[str]:
        """Which of these are of the name of an account."""


class Nicks:
    """Who has which nick in one room; people are told apart by their keys."""

    def __init__(self) -> None:
        self._keys: dict[str, str] = {}
        self._nicks: dict[str, PersonName] = {}

    def take(self, key: str, nick: PersonName) -> None:
        """It is this one's from now on, and the one it had before is free; raises as `check`."""
        self.check(key, nick)
        self.free(key)
        self._keys[skeleton(nick)], self._nicks[key] = key, nick

    def check(self, key: str, nick: PersonName) -> None:
        """Return where this one can take it.

        Raises:
            NameTakenError: somebody else has it, or one that looks like it.
        """
        alike = skeleton(nick)
        if self._keys.get(alike, key) != key:
            raise NameTakenError(
                f"somebody here is called {self._nicks[self._keys[alike]]} already: choose another nick"
            )

    def free(self, key: str) -> None:
        """This one has no nick any more. Harmless where it had none."""
        nick = self._nicks.pop(key, None)
        if nick is not None:
            del self._keys[skeleton(nick)]

    def holder(self, nick: str) -> str | None:
        """The key of who has this nick, or one that looks like it."""
        return self._keys.get(skeleton(nick[: 4 * LONGEST]))


async def guests_nick(raw: str, accounts: Accounts) -> PersonName:
    """What a guest may be called, as far as it is not for a room to say.

    Raises:
        NameInvalidError: it can be nobody's nick.
        NameTakenError: it is the name of an account, or looks like one.
    """
    nick = person_name(raw)
    if await accounts.alike({skeleton(nick)}):
        raise NameTakenError("somebody with an account has this name: sign in if it is yours, or choose another nick")
    return nick


async def suggestion(raw: str, nicks: Nicks, accounts: Accounts) -> PersonName | None:
    """A nick like this one that is free just now; None where none is found."""
    found = [nick for nick in itertools.islice(_candidates(raw), _CANDIDATES) if nicks.holder(nick) is None]
    taken = await accounts.alike({skeleton(nick) for nick in found})
    return next((nick for nick in found if skeleton(nick) not in taken), None)


def _candidates(raw: str) -> Iterator[PersonName]:
    text = unicodedata.normalize("NFKC", raw[: 4 * LONGEST])
    letters = "".join(sign for sign in text if unicodedata.category(sign)[0] == "L" or sign in "0123456789")
    bases = [letters, _UNNAMED] if len(letters) >= SHORTEST else [_UNNAMED]
    for base in bases:
        ends = ("".join(digits) for many in (1, 2) for digits in itertools.product(_PLAIN_DIGITS, repeat=many))
        for end in itertools.chain([""] if base == letters else [], itertools.islice(ends, _CANDIDATES // 2 - 1)):
            try:
                yield person_name(base[: LONGEST - len(end)] + end)
            except NameInvalidError:
                continue
