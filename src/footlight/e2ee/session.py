"""All tracks of a broadcast: sealed where they are sent, opened where they are watched."""

import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace

from footlight.e2ee.mediakeys import SALT_BYTES, MediaSecret
from footlight.e2ee.seal import Opener, Sealer
from footlight.errors import (
    NotEncryptedError,
    PacketTamperedError,
    SecretMissingError,
    SecretWrongError,
)
from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Encryption, Track


class Sealing:
    """One run of a publisher, across its connections: a salt of its own, and counters that go on."""

    def __init__(self, secret: MediaSecret) -> None:
        self._secret = secret
        salt = secrets.token_bytes(SALT_BYTES)
        self.encryption = Encryption(salt, secret.check(salt))
        self._sealers: dict[int, Sealer] = {}

    def describe(self, tracks: Iterable[Track]) -> list[Track]:
        """The tracks as they are told to viewers."""
        return [replace(track, encryption=self.encryption) for track in tracks]

    def seal(self, packet: Packet) -> Packet:
        """The packet as it is sent; never seal one that may be sealed again.

        Raises:
            LimitReachedError: 2^64 packets of the track were sealed.
        """
        sealer = self._sealers.get(packet.track)
        if sealer is None:
            key = self._secret.track(self.encryption.salt, packet.track)
            sealer = self._sealers[packet.track] = Sealer(key)
        return sealer.seal(packet)


class Opening:
    """What one viewer watches, across its connections; where nothing is encrypted it changes nothing."""

    def __init__(self, secret: MediaSecret | None) -> None:
        """``secret``: None where the viewer has none, and so can only watch what is not encrypted."""
        self._secret = secret
        self._openers: dict[int, Opener] = {}
        self.tampered = 0
        """Packets that somebody changed on their way, or slipped in: they are not handed on."""

    def describe(self, tracks: Sequence[Track]) -> tuple[Track, ...]:
        """Take the tracks of the packets that follow; returns them as they are once opened.

        Raises:
            SecretMissingError: they are encrypted, and there is no secret.
            SecretWrongError: they are encrypted with another secret.
            NotEncryptedError: there is a secret, and one of them is not encrypted.
        """
        openers = {}
        for track in tracks:
            opener = self._opener(track)
            if opener is not None:
                openers[track.id] = opener
        self._openers = openers
        return tuple(replace(track, encryption=None) for track in tracks)

    def open(self, packets: list[Packet]) -> list[Packet]:
        """The packets as they were before they were sealed; those that cannot be opened are counted and left out.

        Raises:
            SecretMissingError: one is encrypted, and its track does not say how.
        """
        if self._secret is None:
            if any(packet.flags & PacketFlags.ENCRYPTED for packet in packets):
                raise SecretMissingError("its packets are encrypted, in a way that this version does not know")
            return packets
        opened = []
        for packet in packets:
            try:
                opened.append(self._open(packet))
            except PacketTamperedError:
                self.tampered += 1
        return opened

    def _open(self, packet: Packet) -> Packet:
        opener = self._openers.get(packet.track)
        if opener is None:
            raise PacketTamperedError("a packet of a track that nobody described")
        return opener.open(packet)

    def _opener(self, track: Track) -> Opener | None:
        secret, encryption = self._secret, track.encryption
        if encryption is None:
            if secret is None:
                return None
            raise NotEncryptedError(
                "this broadcast is not encrypted, so anybody on the way may have made it: leave the secret out to"
                " watch it all the same"
            )
        if secret is None:
            raise SecretMissingError("this broadcast is encrypted: ask who sends it for the secret")
        if not hmac.compare_digest(secret.check(encryption.salt), encryption.check):
            raise SecretWrongError("this broadcast is encrypted with another secret: ask who sends it for theirs")
        return Opener(secret.track(encryption.salt, track.id))
