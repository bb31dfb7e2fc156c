"""What the other end refused us with, as the error that it is: told in a ``bye``, or in an answer of HTTP."""

import re
from typing import Final

from footlight.errors import BY_CODE, FootlightError, LimitReachedError, ServerStoppingError, SlowDownError

_WAIT: Final = re.compile(r": try again in (\d{1,9}) seconds?\Z")
PASSING: Final = (LimitReachedError, ServerStoppingError, SlowDownError)
"""What goes by: asking again later makes sense."""


def refusal(code: str, message: str) -> FootlightError | None:
    """The error of this code with the other end's words; None for a code that this version does not know."""
    leaf = BY_CODE.get(code)
    if leaf is None:
        return None
    words = message or code
    if not issubclass(leaf, SlowDownError):
        return leaf(words)
    # It says itself how long to wait, as the other end's did.
    wait = _WAIT.search(words)
    return leaf(words[: wait.start()] if wait else words, int(wait[1]) * 1_000_000 if wait else 1_000_000)
