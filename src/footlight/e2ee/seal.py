"""Packets, sealed and opened: the payload is encrypted, and the header is what it was when it was sealed.

What a relay must be able to change is not held: the capture time, which it tells in its own clock, and the
discontinuity flag.
"""

import struct
from dataclasses import replace
from typing import Final

from footlight.e2ee.sframe import MAX_VALUE, SFrameKey
from footlight.errors import LimitReachedError, PacketTamperedError
from footlight.model.packet import Packet, PacketFlags

_METADATA: Final = struct.Struct("!BBHIIIqi")
"""flags, track, generation, group, sequence, duration, pts, pts - dts: as in the header of `footlight.wire.packets`."""

_HELD: Final = int(PacketFlags.KEYFRAME | PacketFlags.ENCRYPTED | PacketFlags.DISCARDABLE)


class Sealer:
    """Seals one track's packets, in one publishing session."""

    def __init__(self, key: SFrameKey) -> None:
        self._key = key
        self.counter = 0
        """Of the next packet. It only goes up: two packets of one counter would give both away."""

    def seal(self, packet: Packet) -> Packet:
        """The packet with its payload encrypted; its flags must be final.

        Raises:
            LimitReachedError: 2^64 packets were sealed.
        """
        counter = self.counter
        if counter > MAX_VALUE:
            raise LimitReachedError("this key has sealed all the packets that it may: begin another broadcast")
        self.counter += 1
        flags = packet.flags | PacketFlags.ENCRYPTED
        payload = self._key.encrypt(counter, _metadata(packet, flags), packet.payload)
        return replace(packet, flags=flags, payload=payload)


class Opener:
    """Opens one track's packets, in any order."""

    def __init__(self, key: SFrameKey) -> None:
        self._key = key

    def open(self, packet: Packet) -> Packet:
        """The packet as it was before it was sealed.

        Raises:
            PacketTamperedError: it was not sealed, or not with this key, or somebody changed it.
        """
        if not packet.flags & PacketFlags.ENCRYPTED:
            raise PacketTamperedError("a packet that is not encrypted, on a track that is")
        payload = self._key.decrypt(metadata(packet), packet.payload)
        return replace(packet, flags=packet.flags & ~PacketFlags.ENCRYPTED, payload=payload)


def metadata(sealed: Packet) -> bytes:
    """What of a sealed packet's header nobody can change unseen (docs/protocol.md, "Encrypted packets"); 28 bytes."""
    return _metadata(sealed, sealed.flags)


def _metadata(packet: Packet, flags: PacketFlags) -> bytes:
    return _METADATA.pack(
        flags.value & _HELD,
        packet.track,
        packet.generation,
        packet.group,
        packet.sequence,
        packet.duration,
        packet.pts,
        packet.pts - packet.dts,
    )
