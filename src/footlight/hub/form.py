"""What goes to a viewer's connection: how messages are laid out, which differs by protocol."""

from collections.abc import Sequence
from typing import Final, Protocol

from footlight.model.packet import Packet, Payload
from footlight.model.track import Track
from footlight.wire.control import Control, encode_control
from footlight.wire.packets import Message, encode_packets
from footlight.wire.websocket import server_frame, server_header

_LARGE: Final = 256 * 1024
"""Bytes from which a packet is not joined to its headers: a raw picture takes as long to copy as to send."""

Letter = bytes | Message
"""A whole message as it is written: in one piece, or where it is large in those that are there already."""


def pieces(letter: Letter) -> Sequence[Payload]:
    """What to write, one after the other and nothing between."""
    return letter.parts if isinstance(letter, Message) else (letter,)


class Form(Protocol):
    """How a feed's messages are laid out for one kind of viewer. One object a feed: it may keep counters."""

    def choose(self, tracks: Sequence[Track]) -> None:
        """The tracks of the packets that follow."""

    def media(self, packets: Sequence[Packet], opens: bool, /) -> Letter:
        """One whole message; empty where nothing of it can be carried.

        Args:
            packets: at least one, in the order in which they came.
            opens: a group of the main track begins with this message.
        """

    def control(self, message: Control, /) -> bytes:
        """One whole message; empty where this form cannot say it."""


class WebSocketForm:
    """footlight.1 over a WebSocket, with the frame's header."""

    def choose(self, tracks: Sequence[Track]) -> None:
        """Nothing to do: the packets' own headers tell their tracks."""

    def media(self, packets: Sequence[Packet], _opens: bool, /) -> Letter:
        message = encode_packets(packets)
        head, *rest = message.parts
        framed = Message((server_header(len(message), binary=True) + bytes(head), *rest))
        # A bundle is of many pieces, each of which would be a write to each viewer.
        return framed if len(packets) == 1 and len(framed) >= _LARGE else bytes(framed)

    def control(self, message: Control) -> bytes:
        return server_frame(encode_control(message).encode(), binary=False)
