"""Large messages over real sockets, read straight to their place."""

import asyncio
import socket

import pytest
from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol, Side, State

from footlight.client.directreading import read_directly


class Receiving(asyncio.Protocol):
    """A WebSocket's protocol as far as it reads."""

    def __init__(self) -> None:
        self.frames = Protocol(Side.CLIENT, state=State.OPEN, max_size=None)
        self.pieces: list[int] = []
        self.received: list[bytes] = []
        self.told: list[str] = []
        self.changed = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        read_directly(transport, self, self.frames)

    def data_received(self, data: bytes) -> None:
        self.pieces.append(len(data))
        self.frames.receive_data(data)
        self.received += [bytes(event.data) for event in self.frames.events_received() if isinstance(event, Frame)]
        self.changed.set()

    def eof_received(self) -> bool:
        self.told.append("eof")
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.told.append("lost")
        self.changed.set()

    async def until(self, messages: int = 0, told: int = 0) -> None:
        async with asyncio.timeout(20):
            while len(self.received) < messages or len(self.told) < told:
                self.changed.clear()
                await self.changed.wait()


def stream_of(*messages: bytes) -> bytes:
    return b"".join(Frame(Opcode.BINARY, message).serialize(mask=False) for message in messages)


@pytest.mark.parametrize("sizes", [(10, 3_000_000, 10), (300_000, 70_000, 5), (1_000, 100)])
async def test_messages_come_out_whole_and_large_ones_by_no_other_way(sizes: tuple[int, ...]) -> None:
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    transport, receiving = await asyncio.get_running_loop().create_connection(Receiving, sock=ours)
    sent = [bytes([number + 1]) * size for number, size in enumerate(sizes)]
    await asyncio.get_running_loop().sock_sendall(theirs, stream_of(*sent))
    await receiving.until(messages=len(sent))
    assert receiving.received == sent
    # What is larger than the buffer was read to its place: of it no more than a first piece came this way.
    assert max(receiving.pieces) <= 64 * 1024
    assert sum(receiving.pieces) <= len(sizes) * 64 * 1024
    theirs.close()
    await receiving.until(told=2)
    assert receiving.told == ["eof", "lost"]
    transport.close()


async def test_a_stream_that_ends_inside_a_large_message_ends() -> None:
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    _, receiving = await asyncio.get_running_loop().create_connection(Receiving, sock=ours)
    await asyncio.get_running_loop().sock_sendall(theirs, stream_of(bytes(300_000))[:200_000])
    theirs.close()
    await receiving.until(told=2)
    assert receiving.received == []
