"""Large WebSocket messages, read to their place.

The websockets library appends what comes to a buffer that grows, and cuts the message out of it: a raw picture, which
comes in several pieces, is copied four times over that way.
"""

from collections.abc import Generator
from typing import Final

import numpy as np
from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol, Side
from websockets.streams import StreamReader

from footlight.wire.masking import unmask

LARGE: Final = 64 * 1024
"""Bytes from which it pays."""

_FINAL_BINARY: Final = b"\x82\xff"
"""A whole binary message in one frame, masked, its length in eight bytes (RFC 6455, 5.2)."""
_LENGTH: Final = slice(2, 10)
_KEY: Final = slice(10, 14)


class LargeReader(StreamReader):
    """A `StreamReader` that makes room for a large message at once, for whoever reads from the network to fill."""

    _room: memoryview | None = None
    _filled = 0

    @property
    def room(self) -> memoryview | None:
        """Where the bytes belong that come next, of a large message; None where none is being received."""
        return None if self._room is None else self._room[self._filled :]

    def put(self, size: int) -> bool:
        """So many bytes were put where `room` said; whether there is none left, so that the parser can go on."""
        assert self._room is not None  # noqa: S101 - it was said
        self._filled += size
        self._came(self._room)
        return self._filled == len(self._room)

    def read_exact(self, n: int) -> Generator[None, None, bytearray | memoryview]:  # type: ignore[override]
        """Wait for ``n`` bytes; the library checked before that so many are allowed.

        Raises:
            EOFError: the stream ends before.
        """
        if n < LARGE or len(self.buffer) >= n:
            return (yield from super().read_exact(n))
        return (yield from self._receive(n))

    def _receive(self, n: int) -> Generator[None, None, memoryview]:
        # Not a bytearray, as the library has it: that would be filled with zeros before.
        message = self._room = np.empty(n, np.uint8).data
        self._filled = 0
        begun, self.buffer = self.buffer, bytearray()
        self.feed_data(begun)
        try:
            while self._filled < n:
                if self.eof:
                    raise EOFError(f"stream ends after {self._filled} bytes, expected {n} bytes")
                yield
        finally:
            self._room = None
        return message

    def feed_data(self, data: bytes | bytearray) -> None:
        """Take in what came and was not put to its place."""
        room = self.room
        if room is None:
            super().feed_data(data)
            return
        taken = min(len(data), len(room))
        room[:taken] = data if taken == len(data) else data[:taken]
        self.put(taken)
        if taken < len(data):
            super().feed_data(data[taken:])

    def _came(self, message: memoryview) -> None:
        """A piece more of ``message`` is there."""


class UnmaskingReader(LargeReader):
    """A server's: it takes large frames in before the library looks at them, which would copy each to unmask it."""

    _protocol: Protocol
    _key = b""
    _unmasked = 0

    def at_eof(self) -> Generator[None, None, bool]:
        """Asked before each frame: whether there is none any more."""
        while True:
            while not self.buffer and not self.eof:
                yield
            size = self._large()
            if not size:
                return not self.buffer
            self._key, self._unmasked = bytes(self.buffer[_KEY]), 0
            del self.buffer[: _KEY.stop]
            message = yield from self._receive(size)
            self._key = b""
            self._protocol.recv_frame(Frame(Opcode.BINARY, message.toreadonly()))

    def _large(self) -> int:
        """The size of the large message that begins here; 0 where it is for the library to say what it is."""
        head, protocol = self.buffer[: _KEY.stop], self._protocol
        if len(head) < _KEY.stop or head[:2] != _FINAL_BINARY or protocol.current_size is not None or protocol.eof_sent:
            return 0
        size = int.from_bytes(head[_LENGTH], "big")
        return size if LARGE <= size <= (protocol.max_message_size or 0) else 0

    def _came(self, message: memoryview) -> None:
        if not self._key:
            return  # The library unmasks what it took in itself.
        end = self._filled if self._filled == len(message) else self._filled // 8 * 8
        unmask(message[self._unmasked : end], self._key, self._unmasked)
        self._unmasked = end


def read_large(protocol: Protocol) -> LargeReader:
    """Let a connection's reader be one for large messages from its next frame on.

    The object stays: the library's parser is waiting in it.
    """
    reader = protocol.reader
    if protocol.side is Side.SERVER:
        reader.__class__ = UnmaskingReader
        assert isinstance(reader, UnmaskingReader)  # noqa: S101 - as of now
        reader._protocol = protocol
    else:
        reader.__class__ = LargeReader
        assert isinstance(reader, LargeReader)  # noqa: S101 - as of now
    return reader
