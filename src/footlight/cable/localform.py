"""How a hub's messages are laid out for a viewer in its own process: they are read again one call later."""

import struct
from collections.abc import Iterator, Sequence
from typing import Final

from footlight.errors import ProtocolViolationError
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.wire.control import Control, decode_control, encode_control
from footlight.wire.packets import decode_packets, encode_packets

_HEAD: Final = struct.Struct("!?I")
"""Whether it is media, and the length of what follows."""


class LocalForm:
    """A `Form`: each message behind its kind and length, as several may come in one write."""

    def choose(self, tracks: Sequence[Track]) -> None:
        """Nothing to do: the packets' own headers tell their tracks."""

    def media(self, packets: Sequence[Packet], _opens: bool, /) -> bytes:
        message = encode_packets(packets)
        return b"".join((_HEAD.pack(True, len(message)), *message.parts))

    def control(self, message: Control, /) -> bytes:
        text = encode_control(message).encode()
        return _HEAD.pack(False, len(text)) + text


def read_messages(written: bytes) -> Iterator[Control | list[Packet]]:
    """The messages of one write; the packets' payloads are views of it."""
    view = memoryview(written)
    start = 0
    while start < len(written):
        media, length = _HEAD.unpack_from(written, start)
        start += _HEAD.size
        body = view[start : start + length]
        start += length
        if media:
            yield decode_packets(body)
            continue
        message = decode_control(str(body, "utf-8"))
        if message is None:
            raise ProtocolViolationError("a control message of no known type")
        yield message
