"""The option, or the variable, that mends an error of which programs are told in the same words."""

from collections.abc import Collection
from typing import Final

from footlight.errors import (
    CertificateUntrustedError,
    FootlightError,
    KeyInvalidError,
    KeyMissingError,
    NotEncryptedError,
    PasswordNeededError,
    PasswordWrongError,
    PictureSizeError,
    SecretMissingError,
    SecretWrongError,
    SignInNeededError,
    SignInRefusedError,
)

TOKEN: Final = "FOOTLIGHT_TOKEN"  # noqa: S105 - the variable's name

_HINTS: Final[dict[type[FootlightError], tuple[str, str]]] = {
    CertificateUntrustedError: ("--pin", "--pin sha256:HEX"),
    KeyInvalidError: ("--key", "--key, or FOOTLIGHT_KEY"),
    KeyMissingError: ("--key", f"--key, FOOTLIGHT_KEY, or {TOKEN}"),
    NotEncryptedError: ("--secret", "--secret, or FOOTLIGHT_SECRET"),
    PictureSizeError: ("--size", "--size WxH"),
    SecretMissingError: ("--secret", "--secret, or FOOTLIGHT_SECRET"),
    SecretWrongError: ("--secret", "--secret, or FOOTLIGHT_SECRET"),
}
"""The option, and how it is given."""

_INSTEAD: Final = f"a terminal asks for it; {TOKEN} of who is on the channel's list does without"
_OF_TOKENS: Final[dict[type[FootlightError], str]] = {
    PasswordNeededError: _INSTEAD,
    PasswordWrongError: _INSTEAD,
    SignInNeededError: f"show a token as {TOKEN}",
    SignInRefusedError: TOKEN,
}
"""A token is no option: other users of the machine could read it."""


def hint(error: FootlightError, options: Collection[str]) -> str:
    """What to add to the words of an error, for a command that has these options."""
    option, words = _HINTS.get(type(error), ("", ""))
    return f" ({words})" if option in options else ""


def with_token_hint(error: FootlightError) -> FootlightError:
    """The error, for a command that shows a token to a server's channel."""
    words = _OF_TOKENS.get(type(error))
    return error if words is None else type(error)(f"{error} ({words})")
