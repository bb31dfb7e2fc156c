"""Other servers with the same crowd in the same run: only ratios hold on a machine whose speed wanders."""

import asyncio
import datetime
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from footlight.api.certificate import kept_certificate
from footlight.bench.compiling import compile_program
from footlight.bench.machine import pin
from footlight.bench.publisher import Load
from footlight.bench.server import SERVER_CORE, free_port, stop, wait_until_open


@dataclass(frozen=True, slots=True)
class Peer:
    """A server of the same messages, made of the least that it takes."""

    name: str
    command: Sequence[str]
    """Without the port, payload bytes and messages a second, which come after."""
    after: Sequence[str]
    """What comes after those."""
    log: Path

    @asynccontextmanager
    async def running(self, load: Load) -> AsyncIterator[tuple[int, int]]:
        """Run it on the server's core; gives its process id and port.

        Raises:
            ConnectionFailedError: it does not start.
        """
        port = free_port()
        with self.log.open("wb") as written:
            process = await asyncio.create_subprocess_exec(
                *(*self.command, str(port), str(load.payload_bytes), str(load.messages_per_second), *self.after),
                stdin=asyncio.subprocess.PIPE,
                stdout=written,
                stderr=written,
            )
        pin(process.pid, SERVER_CORE)
        try:
            await wait_until_open(process, port, self.log)
            yield process.pid, port
        finally:
            await stop(process)


async def peers(folder: Path, *, tls: bool) -> list[Peer]:
    """What Footlight is measured beside: the kernel alone (plain), and the broadcast of an ordinary library.

    Raises:
        ToolMissingError: no C compiler.
    """
    broadcast = (sys.executable, "-m", "footlight.bench.broadcast")
    if tls:
        data = folder / "peer"
        data.mkdir()
        files = kept_certificate(data, "127.0.0.1", datetime.datetime.now(datetime.UTC))
        return [Peer("websockets broadcast", broadcast, [str(file) for file in files], folder / "broadcast.log")]
    sendloop = await compile_program("sendloop", folder)
    return [
        Peer("send() loop in C", [str(sendloop)], [], folder / "sendloop.log"),
        Peer("websockets broadcast", broadcast, [], folder / "broadcast.log"),
    ]
