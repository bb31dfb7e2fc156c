"""Large WebSocket messages, put together with one copy of what comes.

The websockets library appends what comes to a buffer that grows, and cuts the message out of it: a raw picture, which
comes in six pieces, is copied four times over that way.
"""

from collections.abc import Generator
from typing import Final

from websockets.streams import StreamReader

LARGE: Final = 64 * 1024
"""Bytes from which it pays."""


class LargeReader(StreamReader):
    """A `StreamReader` that makes room for a large message at once, and has each piece copied to its place."""

    _room: bytearray | None = None
    _filled = 0

    def read_exact(self, n: int) -> Generator[None, None, bytearray]:
        """Wait for ``n`` bytes; the library checked before that so many are allowed.

        Raises:
            EOFError: the stream ends before.
        """
        if n < LARGE or len(self.buffer) >= n:
            return (yield from super().read_exact(n))
        room = self._room = bytearray(n)
        self._filled = len(self.buffer)
        room[: self._filled] = self.buffer
        self.buffer = bytearray()
        try:
            while self._filled < n:
                if self.eof:
                    raise EOFError(f"stream ends after {self._filled} bytes, expected {n} bytes")
                yield
        finally:
            self._room = None
        return room

    def feed_data(self, data: bytes | bytearray) -> None:
        """Take in what came."""
        room = self._room
        if room is None:
            super().feed_data(data)
            return
        end = min(self._filled + len(data), len(room))
        taken = end - self._filled
        room[self._filled : end] = data if taken == len(data) else data[:taken]
        self._filled = end
        if taken < len(data):
            super().feed_data(data[taken:])


def read_large(reader: StreamReader) -> None:
    """Let a connection's reader be one for large messages from its next frame on.

    The object stays: the library's parser is waiting in it.
    """
    reader.__class__ = LargeReader
