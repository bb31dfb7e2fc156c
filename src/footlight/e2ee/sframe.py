"""SFrame (RFC 9605): whole media frames, encrypted and authenticated, with the cipher suite AES_256_GCM_SHA512_128."""

from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from footlight.errors import PacketTamperedError
from footlight.model.packet import Payload

CIPHER_SUITE: Final = 5
"""AES_256_GCM_SHA512_128 (8.1)."""

MAX_VALUE: Final = 2**64 - 1
"""The highest key id, and the highest counter."""

MAX_OVERHEAD: Final = 17 + 16
"""Bytes that a ciphertext is longer than what it holds, at most: header and tag."""

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_INLINE: Final = 8
"""Values below it stand in the header's first byte."""


@dataclass(frozen=True, slots=True)
class Header:
    """What an SFrame ciphertext begins with (4.3)."""

    key_id: int
    counter: int
    size: int
    """Bytes of the header."""


def encode_header(key_id: int, counter: int) -> bytes:
    """The header of these numbers, each 0 to `MAX_VALUE`."""
    kid, kid_bytes = _encode(key_id)
    ctr, ctr_bytes = _encode(counter)
    return bytes((kid << 4 | ctr,)) + kid_bytes + ctr_bytes


def decode_header(data: Payload) -> Header:
    """The header at the beginning of ``data``.

    Raises:
        PacketTamperedError: it is cut off, or a number is written longer than it must be.
    """
    if not data:
        raise PacketTamperedError("an encrypted packet without an SFrame header")
    key_id, at = _decode(data, data[0] >> 4, 1)
    counter, at = _decode(data, data[0] & 0x0F, at)
    return Header(key_id, counter, at)


def _encode(value: int) -> tuple[int, bytes]:
    """Four bits for the first byte, and the bytes that follow it."""
    if value < _INLINE:
        return value, b""
    size = (value.bit_length() + 7) // 8
    return _INLINE | size - 1, value.to_bytes(size)


def _decode(data: Payload, bits: int, at: int) -> tuple[int, int]:
    """A value, and where what follows it begins."""
    if bits < _INLINE:
        return bits, at
    end = at + (bits & 7) + 1
    if end > len(data):
        raise PacketTamperedError("an encrypted packet ends inside its SFrame header")
    if data[at] == 0 or (end - at == 1 and data[at] < _INLINE):
        raise PacketTamperedError("an SFrame header that is longer than it must be")
    return int.from_bytes(data[at:end]), end


class SFrameKey:
    """One base key with its id: either to encrypt or to decrypt, never both (4.4.1)."""

    def __init__(self, key_id: int, base_key: bytes) -> None:
        self.key_id = key_id
        self.key = _derive(b"key ", key_id, base_key, _KEY_BYTES)
        self.salt = _derive(b"salt ", key_id, base_key, _NONCE_BYTES)
        self._salt_number = int.from_bytes(self.salt)
        self._cipher = AESGCM(self.key)

    def encrypt(self, counter: int, metadata: bytes, plaintext: Payload) -> memoryview:
        """The SFrame ciphertext: header, encrypted ``plaintext``, tag (4.4.3). Never give a counter twice."""
        header = encode_header(self.key_id, counter)
        ciphertext = bytearray(len(header) + len(plaintext) + _TAG_BYTES)
        ciphertext[: len(header)] = header
        # Straight to its place: with a copy behind the header a raw picture takes six times as long.
        place = memoryview(ciphertext)[len(header) :]
        self._cipher.encrypt_into(self._nonce(counter), plaintext, header + metadata, place)
        return memoryview(ciphertext).toreadonly()

    def decrypt(self, metadata: bytes, ciphertext: Payload) -> bytes:
        """What was encrypted, with the same ``metadata`` (4.4.4).

        Raises:
            PacketTamperedError: somebody changed it, or it was made with another key.
        """
        view = memoryview(ciphertext)
        header = decode_header(view)
        if header.key_id != self.key_id:
            raise PacketTamperedError("an encrypted packet names another key than its track's")
        associated = bytes(view[: header.size]) + metadata
        try:
            return self._cipher.decrypt(self._nonce(header.counter), view[header.size :], associated)
        except InvalidTag as error:
            raise PacketTamperedError("an encrypted packet that was changed on its way") from error

    def _nonce(self, counter: int) -> bytes:
        return (self._salt_number ^ counter).to_bytes(_NONCE_BYTES)


def _derive(what: bytes, key_id: int, base_key: bytes, size: int) -> bytes:
    label = b"SFrame 1.0 Secret " + what + key_id.to_bytes(8) + CIPHER_SUITE.to_bytes(2)
    return HKDF(SHA512(), size, salt=b"", info=label).derive(base_key)
