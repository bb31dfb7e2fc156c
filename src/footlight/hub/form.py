"""What goes to a viewer's connection: how messages are laid out, which differs by protocol."""

from collections.abc import Sequence
from typing import Protocol

from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.wire.control import Control, encode_control
from footlight.wire.packets import encode_packets
from footlight.wire.websocket import server_frame, server_header


class Form(Protocol):
    """How a feed's messages are laid out for one kind of viewer. One object a feed: it may keep counters."""

    def choose(self, tracks: Sequence[Track]) -> None:
        """The tracks of the packets that follow."""

    def media(self, packets: Sequence[Packet], opens: bool, /) -> bytes:
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

    def media(self, packets: Sequence[Packet], _opens: bool, /) -> bytes:
        # One join of everything: a raw picture is too large to be copied from step to step.
        message = encode_packets(packets)
        return b"".join((server_header(len(message), binary=True), *message.parts))

    def control(self, message: Control) -> bytes:
        return server_frame(encode_control(message).encode(), binary=False)
