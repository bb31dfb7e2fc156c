"""Challenges of WebAuthn: random, for one purpose at one address, good once and for five minutes.

Anybody may ask for one, as many as they like: so none is kept. A challenge proves itself by a tag, and only those
that were met are remembered until their time is over.
"""

import hmac
import secrets
from collections import OrderedDict
from typing import Final, Literal

from footlight.errors import LimitReachedError
from footlight.model.clock import Clock
from footlight.model.units import Micros

Purpose = Literal["sign in", "register"]

LONGEST: Final = Micros(300_000_000)
"""From the question to the answer: people look for their telephone."""
_MOST: Final = 20_000
"""That were met within this time; each was a passkey's, so more is a flood."""
_RANDOM: Final = 16
_TIME: Final = 8
_TAG: Final = 32


class Challenges:
    """Makes them and knows them again; a restart of the server ends all."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._met: OrderedDict[bytes, Micros] = OrderedDict()

    def new(self, purpose: Purpose, origin: str, person: str = "") -> bytes:
        """One for a page of ``origin``, and where somebody is signed in, for them alone."""
        ends = Micros(self._clock.now() + LONGEST)
        head = secrets.token_bytes(_RANDOM) + ends.to_bytes(_TIME, "big")
        return head + self._tag(head, purpose, origin, person)

    def good(self, challenge: bytes, purpose: Purpose, origin: str, person: str = "") -> bool:
        """Whether it was made here for this, its time is not over, and nobody met it."""
        head, tag = challenge[:-_TAG], challenge[-_TAG:]
        if not hmac.compare_digest(tag, self._tag(head, purpose, origin, person)):
            return False
        return _end(head) > self._clock.now() and challenge not in self._met

    def meet(self, challenge: bytes) -> None:
        """It was answered well: no second answer is good.

        Raises:
            LimitReachedError: too many were met just now.
        """
        now = self._clock.now()
        while self._met and next(iter(self._met.values())) <= now:
            self._met.popitem(last=False)
        if len(self._met) >= _MOST:
            raise LimitReachedError("too many people use passkeys at once: try again in a few minutes")
        self._met[challenge] = Micros(now + LONGEST)

    def _tag(self, head: bytes, purpose: Purpose, origin: str, person: str) -> bytes:
        # The parts hold no NUL, so no two of them make the same text.
        about = "\0".join((purpose, origin, person)).encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, head + about, "sha256")


def _end(head: bytes) -> Micros:
    return Micros(int.from_bytes(head[_RANDOM:], "big"))
