"""Secrets that this server hands out: random, long, shown once, kept as a hash."""

import hashlib
import secrets
from typing import Final

STREAM_KEY: Final = "fl_"
"""What a key to send with begins with, a channel's and a cable's."""
_BYTES: Final = 32


def new_secret(prefix: str) -> str:
    """A secret of 256 bits; ``prefix`` lets people, and scanners of published code, see what a leaked text is."""
    return prefix + secrets.token_urlsafe(_BYTES)


def new_id() -> str:
    """By which people speak of a secret, or of anything else that has no name."""
    return secrets.token_hex(6)


def secret_hash(secret: str) -> bytes:
    """What is kept of a secret, and looked for: SHA-256, as it is random and a slow hash would protect nothing more."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
