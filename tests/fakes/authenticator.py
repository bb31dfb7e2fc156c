"""A device that keeps passkeys, as software: real keys and signatures, and whatever else a test makes it say."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any, Final

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

_PRESENT: Final = 0x01
_VERIFIED: Final = 0x04
_MAY_BE_BACKED_UP: Final = 0x08
_BACKED_UP: Final = 0x10
_ATTESTED: Final = 0x40


def url64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def un64(text: str) -> bytes:
    return urlsafe_b64decode(text + "===")


@dataclass(slots=True)
class Kept:
    """One passkey."""

    site: str
    user: bytes
    id: bytes
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))


class Authenticator:
    """Makes passkeys (attestation "none") and signs by ES256, as a browser at ``origin`` lets it."""

    def __init__(self, origin: str, *, counts: bool = True, backed_up: bool = False) -> None:
        """``counts``: whether it has a counter of signatures; those that are backed up have none."""
        self.origin = origin
        self.site: str | None = None
        """What it says it is for; None: what the page asked for."""
        self.counter = 0
        self.kept: list[Kept] = []
        self._step = 1 if counts else 0
        self._flags = _PRESENT | _VERIFIED | (_MAY_BE_BACKED_UP | _BACKED_UP if backed_up else 0)

    def create(self, options: str, *, id: bytes | None = None, **client_data: Any) -> dict[str, Any]:
        """``navigator.credentials.create``; ``client_data`` is said in place of the truth."""
        asked = json.loads(options)
        kept = Kept(asked["rp"]["id"], un64(asked["user"]["id"]), id or secrets.token_bytes(32))
        self.kept.append(kept)
        data = (
            self._authenticator_data(kept.site, _ATTESTED)
            + bytes(16)
            + len(kept.id).to_bytes(2, "big")
            + kept.id
            + self._public_key(kept)
        )
        response = {
            "clientDataJSON": self._client_data("webauthn.create", asked["challenge"], client_data),
            "attestationObject": url64(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
            "transports": ["internal", "hybrid"],
        }
        return self._credential(kept, response)

    def get(self, options: str, kept: Kept | None = None, **client_data: Any) -> dict[str, Any]:
        """``navigator.credentials.get`` with ``kept``, or with the passkey that it made last."""
        asked = json.loads(options)
        kept = kept or self.kept[-1]
        data = self._authenticator_data(asked["rpId"])
        client = self._client_data("webauthn.get", asked["challenge"], client_data)
        signed = data + hashlib.sha256(un64(client)).digest()
        response = {
            "clientDataJSON": client,
            "authenticatorData": url64(data),
            "signature": url64(kept.key.sign(signed, ec.ECDSA(SHA256()))),
            "userHandle": url64(kept.user),
        }
        return self._credential(kept, response)

    def _authenticator_data(self, site: str, flags: int = 0) -> bytes:
        self.counter += self._step
        site_hash = hashlib.sha256((self.site or site).encode()).digest()
        return site_hash + bytes([self._flags | flags]) + self.counter.to_bytes(4, "big")

    def _public_key(self, kept: Kept) -> bytes:
        numbers = kept.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})

    def _client_data(self, kind: str, challenge: str, changed: dict[str, Any]) -> str:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return url64(json.dumps(said | changed).encode())

    def _credential(self, kept: Kept, response: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": url64(kept.id),
            "rawId": url64(kept.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }
