"""Clients of a chat that never read, on a real server: they are let go, and nobody else notices."""

import asyncio
import socket
from pathlib import Path

from footlight.accounts.channels import ChannelBook
from footlight.accounts.passwords import Passwords
from footlight.app import running
from footlight.clock import SystemClock
from footlight.model.channel import channel_name
from footlight.settings import Limits, Settings
from footlight.store.store import open_store
from tests.fakes.chatter import Chatter

LINES = 30
WRITERS = 14


async def test_who_never_reads_is_let_go_and_the_others_are_told_everything(empty_data: Path) -> None:
    limits = Limits(chat_lines_per_second=1000, chat_lines_at_once=1000)
    async with running(Settings(port=0, data=empty_data, limits=limits)) as server, open_store(empty_data) as store:
        await ChannelBook(store, SystemClock(), Passwords()).make(None, channel_name("lobby"))
        asleep = await sleeper(server.port)
        async with Chatter(server.port, "lobby") as reader:
            await reader.hello()
            writers = [asyncio.create_task(write(server.port, number)) for number in range(WRITERS)]
            heard = [(await reader.expect("message"))["line"]["seq"] for _ in range(LINES * WRITERS)]
            await asyncio.gather(*writers)
            assert heard == list(range(1, LINES * WRITERS + 1))
            # It is shown out: what it was sent before comes still, and then the end.
            await asyncio.to_thread(drain, asleep)


async def write(port: int, number: int) -> None:
    async with Chatter(port, "lobby") as writer:
        await writer.hello(nick=f"Writer{number}x")
        for line in range(LINES):
            answer = await writer.ask("say", text=f"{line} {'😀' * 480}")
            assert answer["type"] == "ok", answer


async def sleeper(port: int) -> socket.socket:
    """A WebSocket that says hello and then reads nothing."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    connection.settimeout(60)
    await asyncio.to_thread(connection.connect, ("127.0.0.1", port))
    hello = b'{"type":"hello","version":1}'
    request = (
        b"GET /chat/lobby HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    connection.sendall(request + bytes([0x81, 0x80 | len(hello), 0, 0, 0, 0]) + hello)
    assert b" 101 " in await asyncio.to_thread(connection.recv, 100)
    return connection


def drain(connection: socket.socket) -> None:
    try:
        while connection.recv(65_536):
            pass
    except ConnectionResetError:
        pass
    connection.close()
