"""What the other end refused us with, as the error that it is: told in a ``bye``, or in an answer of HTTP."""

import re
from typing import Final

import msgspec

from footlight.errors import BY_CODE, FootlightError, LimitReachedError, ServerStoppingError, SlowDownError
from footlight.model.units import Micros

_WAIT: Final = re.compile(r": try again in (\d{1,9}) seconds?\Z")
PASSING: Final = (LimitReachedError, ServerStoppingError, SlowDownError)
"""What goes by: asking again later makes sense."""


class _Complaint(msgspec.Struct, frozen=True):
    code: str
    message: str


class _Refused(msgspec.Struct, frozen=True):
    error: _Complaint


def refusal_in(body: bytes | bytearray) -> FootlightError | None:
    """The error that an answer of HTTP tells; None where it tells nothing in our words."""
    try:
        complaint = msgspec.json.decode(body, type=_Refused).error
    except msgspec.MsgspecError:
        return None
    return refusal(complaint.code, complaint.message)


def refusal(code: str, message: str, retry_after: Micros | None = None) -> FootlightError | None:
    """The error of this code with the other end's words; None for a code that this version does not know.

    Args:
        retry_after: how long to wait, where the other end said it in a number too.
    """
    leaf = BY_CODE.get(code)
    if leaf is None:
        return None
    words = message or code
    if not issubclass(leaf, SlowDownError):
        return leaf(words)
    # It says itself how long to wait, as the other end's did.
    wait = _WAIT.search(words)
    told = int(wait[1]) * 1_000_000 if wait else 1_000_000
    return leaf(words[: wait.start()] if wait else words, told if retry_after is None else retry_after)
