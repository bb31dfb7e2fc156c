"""The narrow network of `footlight bench throttle`."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from footlight.bench.bottleneck import BUFFER, Bottleneck

PAYLOAD = os.urandom(100_000)
RATE = 2_000_000
"""Bits a second: the payload takes 0.4 s."""


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(await reader.readexactly(len(PAYLOAD)))
    await writer.drain()
    writer.close()


@asynccontextmanager
async def echoing() -> AsyncIterator[int]:
    async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


async def test_it_passes_all_on_both_ways_and_no_faster_than_it_may() -> None:
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(20), echoing() as port, Bottleneck(port, RATE).open() as link:
        reader, writer = await asyncio.open_connection("127.0.0.1", link.port)
        began = loop.time()
        writer.write(PAYLOAD)
        assert await reader.readexactly(len(PAYLOAD)) == PAYLOAD
        assert loop.time() - began > len(PAYLOAD) * 8 / RATE * 0.9
        writer.close()


async def test_what_it_does_not_take_waits_with_the_sender() -> None:
    async with asyncio.timeout(20), echoing() as port, Bottleneck(port, 1.0).open() as link:
        with socket.create_connection(("127.0.0.1", link.port)) as sender:
            sender.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16 * 1024)
            sender.setblocking(False)
            taken, refused = 0, 0
            while refused < 10:
                try:
                    taken += sender.send(bytes(4096))
                except BlockingIOError:
                    refused += 1
                    await asyncio.sleep(0.02)
            assert BUFFER / 2 < taken < BUFFER * 2
