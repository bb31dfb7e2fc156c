"""Passwords: which are good enough, and their hashes by Argon2id (RFC 9106)."""

import asyncio
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from footlight.errors import LimitReachedError, PasswordWeakError

Result = TypeVar("Result")

PARAMETERS: Final = RFC_9106_LOW_MEMORY
"""What a hash costs: 64 MiB, three passes. `tests/conftest.py` puts the least in its place."""
SHORTEST: Final = 10
LONGEST: Final = 256
_LEAST_SCORE: Final = 2
"""Of zxcvbn's 0 to 4: some 10^8 guesses, too many for guessing at a server that slows one down."""
_LOOKED_AT: Final = 32
"""Letters whose guessing is estimated: the estimate takes longer the longer a password is."""
_FOR_LETTERS: Final = frozenset("@({[<!|$+%")
"""Signs that people write for letters; the estimate tries all ways in which they may be meant."""
_MOST_FOR_LETTERS: Final = 3
"""Of these, different ones: who has more writes no words with them, and with all of them it took half a minute."""
_AS_SIGNS: Final = str.maketrans(dict.fromkeys(_FOR_LETTERS, "~"))
_AT_ONCE: Final = 2
"""Hashes at work, of 64 MiB each."""
_MOST_WAITING: Final = 64
"""Some seconds' work; more is a flood."""
_MOST_NEW: Final = 16
"""New ones that may wait: whoever chooses one again and again keeps nobody from signing in."""


class Passwords:
    """Hashes and checks, off the event loop and few at a time."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher.from_parameters(PARAMETERS)
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._new_turn = asyncio.Lock()
        self._waiting = 0
        self._new = 0
        self._of_nobody: str | None = None

    async def hash(self, password: str) -> str:
        """Argon2id with its salt and parameters, as PHC writes it.

        Raises:
            LimitReachedError: too many wait for theirs.
        """
        return await self._new_in_turn(self._hasher.hash, _normal(password))

    async def check(self, password: str, about: Sequence[str]) -> None:
        """`check_password`, without holding up anything else.

        Raises:
            PasswordWeakError: it is easily guessed.
            LimitReachedError: too many wait for theirs.
        """
        await self._new_in_turn(check_password, password, about)

    async def verify(self, hashed: str | None, password: str) -> bool:
        """Whether ``password`` is the one; where there is none it takes as long to say no.

        Raises:
            LimitReachedError: too many wait for theirs.
        """
        if hashed is None:
            if self._of_nobody is None:
                self._of_nobody = await self._in_turn(self._hasher.hash, "nobody's")
            await self._in_turn(self._matches, self._of_nobody, password)
            return False
        return await self._in_turn(self._matches, hashed, password)

    def outdated(self, hashed: str) -> bool:
        """Whether it was hashed with other parameters than are usual now."""
        return self._hasher.check_needs_rehash(hashed)

    def _matches(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, _normal(password))
        except (VerificationError, InvalidHashError):
            return False

    async def _new_in_turn(self, work: Callable[..., Result], *arguments: object) -> Result:
        if self._new >= _MOST_NEW:
            raise LimitReachedError("too many passwords are chosen at once: try again in a few seconds")
        self._new += 1
        try:
            # One at once: whoever signs in waits for no row of them.
            async with self._new_turn:
                return await self._in_turn(work, *arguments)
        finally:
            self._new -= 1

    async def _in_turn(self, work: Callable[..., Result], *arguments: object) -> Result:
        if self._waiting >= _MOST_WAITING:
            raise LimitReachedError("too many people sign in at once: try again in a few seconds")
        self._waiting += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(work, *arguments)
        finally:
            self._waiting -= 1


def check_password(password: str, about: Sequence[str]) -> None:
    """Refuse a password that is easily guessed. It takes a while: on an event loop that is for `Passwords.check`.

    Args:
        about: what a guesser knows, as the person's name.

    Raises:
        PasswordWeakError: too short, too long, common, or made of what a guesser knows.
    """
    from zxcvbn import zxcvbn

    if len(password) < SHORTEST:
        raise PasswordWeakError(
            f"a password has at least {SHORTEST} letters: a few words that do not go together are best"
        )
    if len(password) > LONGEST:
        raise PasswordWeakError(f"a password has at most {LONGEST} letters")
    looked_at = password[:_LOOKED_AT]
    if len(_FOR_LETTERS.intersection(looked_at)) > _MOST_FOR_LETTERS:
        looked_at = looked_at.translate(_AS_SIGNS)
    found = zxcvbn(looked_at, user_inputs=[*about, "footlight"])
    if found["score"] < _LEAST_SCORE:
        why = found["feedback"]["warning"].rstrip(".") or "this is easily guessed"
        raise PasswordWeakError(f"{why[0].lower()}{why[1:]}: a few words that do not go together are best")


def _normal(password: str) -> str:
    # The same letters are typed as different signs on different keyboards (RFC 8265).
    return unicodedata.normalize("NFC", password)
