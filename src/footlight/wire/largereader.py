"""Large WebSocket messages, read to their place.

The websockets library appends what comes to a buffer that grows, and cuts the message out of it: a raw picture, which
comes in several pieces, is copied four times over that way.
"""

from collections.abc import Generator
from typing import Final

import numpy as np
from websockets.streams import StreamReader

LARGE: Final = 64 * 1024
"""Bytes from which it pays."""


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
        self._filled += size
        return self._room is None or self._filled == len(self._room)

    def read_exact(self, n: int) -> Generator[None, None, bytearray | memoryview]:  # type: ignore[override]
        """Wait for ``n`` bytes; the library checked before that so many are allowed.

        Raises:
            EOFError: the stream ends before.
        """
        if n < LARGE or len(self.buffer) >= n:
            return (yield from super().read_exact(n))
        # Not a bytearray, as the library has it: that would be filled with zeros before.
        message = self._room = np.empty(n, np.uint8).data
        begun, self.buffer = self.buffer, bytearray()
        self._filled = len(begun)
        self._room[: self._filled] = begun
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
        self._filled += taken
        if taken < len(data):
            super().feed_data(data[taken:])


def read_large(reader: StreamReader) -> LargeReader:
    """Let a connection's reader be one for large messages from its next frame on.

    The object stays: the library's parser is waiting in it.
    """
    reader.__class__ = LargeReader
    assert isinstance(reader, LargeReader)  # noqa: S101 - as of now
    return reader
