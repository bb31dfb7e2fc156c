"""A player of transport streams over HTTP that reads when a test says so, and takes apart what came."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace

from footlight.model.packet import Packet
from footlight.model.track import Track
from tests.fakes.media import PacketMaker
from tests.wire import media

PACKET = 188


@dataclass(frozen=True, slots=True)
class Player:
    """A connection whose answer's head was read."""

    status: int
    headers: dict[str, str]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def read(self, packets: int) -> bytes:
        """The next so many packets."""
        async with asyncio.timeout(10):
            return await self.reader.readexactly(packets * PACKET)

    async def rest(self, got: bytearray | None = None) -> bytes:
        """All that comes until the server ends it; what was cut off by an abort counts too.

        Args:
            got: where it can be seen meanwhile.
        """
        got = bytearray() if got is None else got
        with suppress(ConnectionError):
            while piece := await self._piece():
                got += piece
        return bytes(got)

    async def _piece(self) -> bytes:
        async with asyncio.timeout(10):
            return await self.reader.read(1 << 16)

    def close(self) -> None:
        self.writer.transport.abort()


@asynccontextmanager
async def playing(
    port: int, path: str = "/live/lobby.ts", *, tls: bool = False, method: str = "GET", more: bytes = b""
) -> AsyncIterator[Player]:
    """Ask for a stream, and ``more`` behind it; the head of the answer has come when this begins."""
    trusting = None
    if tls:
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting)
    try:
        writer.write(f"{method} {path} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode() + more)
        async with asyncio.timeout(10):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip().split("\r\n")
        yield Player(int(first.split()[1]), dict(line.lower().split(": ", 1) for line in lines), reader, writer)
    finally:
        writer.transport.abort()


def real_track() -> Track:
    """A track whose description says what it should, for packets of `LargePictures`."""
    track, _ = media.pictures(1)
    return track


class LargePictures:
    """Pictures of any size; what is in them is for no decoder."""

    def __init__(self, track: Track) -> None:
        self._maker = PacketMaker(track)

    @property
    def group(self) -> int:
        return self._maker.group

    def key(self, size: int, captured_at: int = 0) -> Packet:
        return self._sized(self._maker.key(captured_at=captured_at), size, 0x65)

    def delta(self, size: int, captured_at: int = 0) -> Packet:
        return self._sized(self._maker.delta(captured_at=captured_at), size, 0x41)

    def _sized(self, packet: Packet, size: int, unit: int) -> Packet:
        body = bytes((unit,)) + packet.group.to_bytes(4, "big") * (size // 4)
        return replace(packet, payload=len(body).to_bytes(4, "big") + body)


def payloads(stream: bytes, pid: int = 0x100) -> list[bytes]:
    """The PES packets of a stream that are in it whole, in their order; fails where packets are out of step."""
    whole: list[bytes] = []
    begun: bytearray | None = None
    for at in range(0, len(stream) - PACKET + 1, PACKET):
        packet = stream[at : at + PACKET]
        assert packet[0] == 0x47, "the stream is out of step"
        if int.from_bytes(packet[1:3], "big") & 0x1FFF != pid:
            continue
        if packet[1] & 0x40:
            if begun is not None:
                whole.append(bytes(begun))
            begun = bytearray()
        if begun is not None:
            begun += packet[5 + packet[4] :] if packet[3] & 0x20 else packet[4:]
    return whole
