"""footlight.1 binary messages: one or more packets, each with a fixed header (docs/protocol.md, "Packets")."""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from footlight.errors import MessageTooLargeError, ProtocolViolationError
from footlight.model.packet import Packet, PacketFlags, Payload
from footlight.model.units import Micros

HEADER: Final = struct.Struct("!BBHIIIqqiI")
"""flags, track, generation, group, sequence, duration, pts, captured_at, pts - dts, payload length."""

MAX_PAYLOAD: Final = 8 * 1024 * 1024
"""The largest payload of one packet, in bytes: a raw 1080p picture is 3.1 MB."""

MAX_PACKET: Final = HEADER.size + MAX_PAYLOAD
"""The largest packet, header included, in bytes."""

MAX_PACKETS: Final = 4096
"""The most packets of one message; a group of two seconds with its sound is some hundred."""

MAX_TIME: Final = 2**53 - 1
"""The latest pts, dts and capture time, and negated the earliest: what JavaScript's numbers hold exactly."""

_KNOWN_FLAGS: Final = int(sum(PacketFlags))


def encode_header(packet: Packet) -> bytes:
    """What comes before the payload."""
    return HEADER.pack(
        packet.flags,
        packet.track,
        packet.generation,
        packet.group,
        packet.sequence,
        packet.duration,
        packet.pts,
        packet.captured_at,
        packet.pts - packet.dts,
        len(packet.payload),
    )


class Message:
    """A whole binary message in parts, as a raw picture is too large to be copied from step to step."""

    def __init__(self, parts: Sequence[Payload]) -> None:
        self.parts = parts

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def __bytes__(self) -> bytes:
        return b"".join(self.parts)


def encode_packet(packet: Packet) -> bytes:
    """One packet as header and payload."""
    return bytes(encode_packets([packet]))


def encode_packets(packets: Iterable[Packet]) -> Message:
    """A whole binary message."""
    return Message([part for packet in packets for part in (encode_header(packet), packet.payload)])


def decode_packets(message: Payload) -> list[Packet]:
    """The packets of a binary message, at least one; of a view their payloads are views.

    Raises:
        ProtocolViolationError: the message is empty or truncated, a reserved flag is set, or a time is
            beyond ``MAX_TIME``.
        MessageTooLargeError: a payload beyond ``MAX_PAYLOAD``, or more than ``MAX_PACKETS``.
    """
    packets: list[Packet] = []
    offset = 0
    end = len(message)
    while offset < end:
        if end - offset < HEADER.size:
            raise ProtocolViolationError("a binary message ends inside a packet's header")
        flags, track, generation, group, sequence, duration, pts, captured_at, lead, length = HEADER.unpack_from(
            message, offset
        )
        offset += HEADER.size
        if flags & ~_KNOWN_FLAGS:
            raise ProtocolViolationError(f"a packet has reserved flags set: {flags:#04x}")
        if length > MAX_PAYLOAD:
            raise MessageTooLargeError(f"a packet of {length} bytes: at most {MAX_PAYLOAD} are allowed")
        if length > end - offset:
            raise ProtocolViolationError("a binary message ends inside a packet's payload")
        if not (_in_range(pts) and _in_range(pts - lead) and _in_range(captured_at)):
            raise ProtocolViolationError("a packet's time is beyond 2^53 - 1")
        if len(packets) == MAX_PACKETS:
            raise MessageTooLargeError(f"a message of more than {MAX_PACKETS} packets")
        packets.append(
            Packet(
                track=track,
                generation=generation,
                group=group,
                sequence=sequence,
                pts=pts,
                dts=pts - lead,
                duration=duration,
                captured_at=Micros(captured_at),
                flags=PacketFlags(flags),
                payload=message[offset : offset + length],
            )
        )
        offset += length
    if not packets:
        raise ProtocolViolationError("a binary message without a packet")
    return packets


def shift_clock(packet: Packet, offset: Micros) -> Packet:
    """The packet with its capture time told in another clock, ``offset`` microseconds ahead.

    Raises:
        ProtocolViolationError: the time is beyond ``MAX_TIME`` there, so viewers would refuse it.
    """
    captured_at = Micros(packet.captured_at + offset)
    if not _in_range(captured_at):
        raise ProtocolViolationError("a packet's capture time is beyond 2^53 - 1")
    return replace(packet, captured_at=captured_at)


def _in_range(time: int) -> bool:
    return -MAX_TIME <= time <= MAX_TIME
