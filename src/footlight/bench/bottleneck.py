"""A narrow network in user space: a TCP relay that passes on so many bits a second, and holds 64 KB meanwhile."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

BUFFER: Final = 64 * 1024
"""Bytes that wait in front of the narrow place, the kernel's receive buffer included."""

_KERNEL: Final = 16 * 1024
_SEGMENT: Final = 1_400
"""Bytes of a segment, as on a real network: those of loopback are larger than the whole buffer."""

_TICK: Final = 0.002
_SLICE: Final = 16 * 1024
_BURST_SECONDS: Final = 0.01
"""The bucket is no deeper: what was not used before cannot be used later."""


class Bottleneck:
    """From whoever connects to it, to one server on this machine; back as fast as it goes."""

    def __init__(self, server_port: int, bits_per_second: float) -> None:
        self._server_port = server_port
        self._tasks: set[asyncio.Task[None]] = set()
        self.bits_per_second = bits_per_second
        """Of each connection; may be changed at any time."""
        self.port = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Bottleneck"]:
        """Listen on a free port until the block ends."""
        with socket.create_server(("127.0.0.1", 0)) as listening:
            listening.setblocking(False)
            # Connections take these over; the kernel doubles the buffer for its own needs.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _KERNEL // 2)
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, _SEGMENT)
            self.port = listening.getsockname()[1]
            accepting = asyncio.create_task(self._accept(listening))
            try:
                yield self
            finally:
                accepting.cancel()
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(accepting, *self._tasks, return_exceptions=True)

    async def _accept(self, listening: socket.socket) -> None:
        while True:
            near, _ = await asyncio.get_running_loop().sock_accept(listening)
            task = asyncio.create_task(self._relay(near))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _relay(self, near: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        with near, socket.socket() as far:
            near.setblocking(False)
            far.setblocking(False)
            far.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await loop.sock_connect(far, ("127.0.0.1", self._server_port))
            there = asyncio.create_task(self._narrow(near, far))
            back = asyncio.create_task(_wide(far, near))
            try:
                await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                there.cancel()
                back.cancel()
                await asyncio.gather(there, back, return_exceptions=True)

    async def _narrow(self, near: socket.socket, far: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        waiting = bytearray()
        room = asyncio.Event()
        room.set()

        async def fill() -> None:
            while True:
                await room.wait()
                if not (data := await loop.sock_recv(near, min(_SLICE, BUFFER - _KERNEL - len(waiting)))):
                    return
                waiting.extend(data)
                if len(waiting) >= BUFFER - _KERNEL:
                    room.clear()

        filling = asyncio.create_task(fill())
        allowed, before = 0.0, loop.time()
        try:
            while not filling.done() or waiting:
                await asyncio.sleep(_TICK)
                now = loop.time()
                most = self.bits_per_second / 8 * max(_BURST_SECONDS, now - before)
                allowed = min(allowed + self.bits_per_second / 8 * (now - before), most)
                before = now
                if portion := bytes(waiting[: int(allowed)]):
                    del waiting[: len(portion)]
                    allowed -= len(portion)
                    room.set()
                    await loop.sock_sendall(far, portion)
        finally:
            filling.cancel()
            with suppress(OSError, asyncio.CancelledError):
                await filling


async def _wide(far: socket.socket, near: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    while data := await loop.sock_recv(far, _SLICE):
        await loop.sock_sendall(near, data)
