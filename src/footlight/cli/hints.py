"""The option that mends an error of which programs are told in the same words."""

from collections.abc import Collection
from typing import Final

from footlight.errors import (
    CertificateUntrustedError,
    FootlightError,
    KeyInvalidError,
    KeyMissingError,
    NotEncryptedError,
    PictureSizeError,
    SecretMissingError,
    SecretWrongError,
)

_HINTS: Final[dict[type[FootlightError], tuple[str, str]]] = {
    CertificateUntrustedError: ("--pin", "--pin sha256:HEX"),
    KeyInvalidError: ("--key", "--key, or FOOTLIGHT_KEY"),
    KeyMissingError: ("--key", "--key, or FOOTLIGHT_KEY"),
    NotEncryptedError: ("--secret", "--secret, or FOOTLIGHT_SECRET"),
    PictureSizeError: ("--size", "--size WxH"),
    SecretMissingError: ("--secret", "--secret, or FOOTLIGHT_SECRET"),
    SecretWrongError: ("--secret", "--secret, or FOOTLIGHT_SECRET"),
}
"""The option, and how it is given."""


def hint(error: FootlightError, options: Collection[str]) -> str:
    """What to add to the words of an error, for a command that has these options."""
    option, words = _HINTS.get(type(error), ("", ""))
    return f" ({words})" if option in options else ""
