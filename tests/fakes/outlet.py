"""A viewer's connection that keeps what is written to it, and is full when a test says so."""

from collections.abc import Iterator
from itertools import chain

from footlight.errors import FootlightError
from footlight.hub.viewer import Viewer
from footlight.model.packet import Packet, Payload
from footlight.wire.control import Control, decode_control
from footlight.wire.packets import decode_packets

_TEXT = 0x81


class FakeOutlet:
    """Its transport has room without end, or after `fill` none: the next message fills it."""

    def __init__(self) -> None:
        self.frames: list[Payload] = []
        self.dismissed: FootlightError | None = None
        self.held = 0
        self.viewer: Viewer | None = None
        self.broken = False
        """It closed, and nobody was told yet."""
        self._full = False

    def write(self, data: Payload) -> None:
        if self.broken:
            raise RuntimeError("the handler is closed")
        self.frames.append(data)
        if self._full and self.viewer is not None:
            self.viewer.pause()

    def unsent(self) -> int:
        return self.held

    def dismiss(self, error: FootlightError) -> None:
        self.dismissed = error

    # What tests say and ask

    def fill(self) -> None:
        """What is written next fills the transport."""
        self._full = True

    def drain(self) -> None:
        """The transport has room, for good."""
        self._full = False
        if self.viewer is not None:
            self.viewer.resume()

    def drain_one(self) -> None:
        """The transport has room for one message."""
        if self.viewer is not None:
            self.viewer.resume()

    def take(self) -> list[Control | list[Packet]]:
        """What was written since the last call, decoded."""
        frames, self.frames = self.frames, []
        return list(_decode(b"".join(frames)))

    def media(self) -> list[list[bytes]]:
        """The payloads of the packets of each media message written since the last call."""
        return [[bytes(packet.payload) for packet in message] for message in self.take() if isinstance(message, list)]

    def payloads(self) -> list[bytes]:
        """The payloads of the packets written since the last call."""
        return list(chain.from_iterable(self.media()))

    def control(self) -> list[Control]:
        """The control messages written since the last call."""
        return [message for message in self.take() if not isinstance(message, list)]


class FakeLink:
    """A publisher's connection that counts what it is asked."""

    def __init__(self) -> None:
        self.keyframes = 0
        self.dismissed: FootlightError | None = None

    def request_keyframe(self) -> None:
        self.keyframes += 1

    def dismiss(self, error: FootlightError) -> None:
        self.dismissed = error


def _decode(data: bytes) -> Iterator[Control | list[Packet]]:
    """The messages of what was written: a large one comes in pieces, and a crowd that is late gets several at once."""
    at = 0
    while at < len(data):
        kind, length, start = data[at], data[at + 1], at + 2
        if length == 126:
            length, start = int.from_bytes(data[start : start + 2]), start + 2
        elif length == 127:
            length, start = int.from_bytes(data[start : start + 8]), start + 8
        at = start + length
        payload = data[start:at]
        if kind != _TEXT:
            yield decode_packets(payload)
        else:
            control = decode_control(payload.decode())
            assert control is not None
            yield control
