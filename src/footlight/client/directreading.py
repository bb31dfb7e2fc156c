"""Between a transport and a WebSocket: large messages are read straight to where they belong."""

import asyncio
from typing import Final

from websockets.protocol import Protocol

from footlight.wire.largereader import LargeReader, read_large

_SIZE: Final = 64 * 1024
"""Bytes of everything else that are read at a time."""


class DirectReading(asyncio.BufferedProtocol):
    """Takes the place of a WebSocket's own protocol at its transport, and tells it all that is told here."""

    def __init__(self, protocol: asyncio.Protocol, reader: LargeReader) -> None:
        """``reader``: from which the protocol parses what it is given."""
        self._protocol = protocol
        self._reader = reader
        self._buffer = memoryview(bytearray(_SIZE))
        self._direct = False

    def get_buffer(self, sizehint: int) -> memoryview:
        del sizehint
        room = self._reader.room
        self._direct = room is not None
        return self._buffer if room is None else room

    def buffer_updated(self, nbytes: int) -> None:
        if not self._direct:
            self._protocol.data_received(bytes(self._buffer[:nbytes]))
        elif self._reader.put(nbytes):
            self._protocol.data_received(b"")

    def eof_received(self) -> bool | None:
        return self._protocol.eof_received()

    def pause_writing(self) -> None:
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        self._protocol.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._protocol.connection_lost(exc)


def read_directly(transport: asyncio.Transport, protocol: asyncio.Protocol, frames: Protocol) -> None:
    """Read large messages directly from now on; ``frames`` is what ``protocol`` gives to parse all that comes."""
    transport.set_protocol(DirectReading(protocol, read_large(frames)))
