"""From a secret in words to the keys of a broadcast's tracks (docs/encryption.md, "The keys")."""

import hashlib
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from footlight.e2ee.sframe import SFrameKey
from footlight.errors import OptionInvalidError
from footlight.model.channel import ChannelName

ROUNDS: Final = 600_000
"""Of PBKDF2: 0.2 s for whoever knows the words, and for whoever guesses them, each time."""

SALT_BYTES: Final = 16
CHECK_BYTES: Final = 8

_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class MediaSecret:
    """What a channel's secret comes to; the words themselves are not kept."""

    root: bytes = field(repr=False)
    """32 bytes."""

    @classmethod
    def of(cls, words: str, channel: ChannelName) -> "MediaSecret":
        """Stretch the words; slow, so not on an event loop.

        Words that look the same are the same, however their accents were typed (NFC). Spaces count.

        Raises:
            OptionInvalidError: there are no words.
        """
        if not words.strip():
            raise OptionInvalidError("an empty secret protects nothing: give some words")
        typed = unicodedata.normalize("NFC", words).encode("utf-8", "surrogatepass")
        salt = b"footlight.1 " + channel.encode()
        return cls(hashlib.pbkdf2_hmac("sha256", typed, salt, ROUNDS, _KEY_BYTES))

    def check(self, salt: bytes) -> bytes:
        """By which who has another secret learns so before the first packet; ``salt`` is the session's, 16 bytes."""
        return self._derive(salt, b"footlight.1 check", CHECK_BYTES)

    def track(self, salt: bytes, id: int) -> SFrameKey:
        """The key of one track in one publishing session."""
        return SFrameKey(id, self._derive(salt, b"footlight.1 track %d" % id, _KEY_BYTES))

    def _derive(self, salt: bytes, info: bytes, size: int) -> bytes:
        return HKDF(SHA256(), size, salt=salt, info=info).derive(self.root)
