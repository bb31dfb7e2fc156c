"""The server that is measured: `footlight serve` in a process, a data folder and a port of its own."""

import asyncio
import datetime
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from footlight.api.certificate import fingerprint, kept_certificate
from footlight.bench.machine import pin
from footlight.client.url import ServerUrl
from footlight.errors import ConnectionFailedError
from footlight.model.channel import ChannelName

PROGRAM: Final = (sys.executable, "-c", "from footlight.cli.main import app; app()")
"""The program `footlight`, wherever it is installed."""

CHANNEL: Final = ChannelName("bench")
SERVER_CORE: Final = 0
LOAD_CORE: Final = 1

_START_SECONDS: Final = 30.0
_STOP_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class ServerUnderTest:
    """A server that answers."""

    pid: int
    url: ServerUrl
    key: str
    """A stream key of the channel."""
    tls_pin: str | None
    """What its certificate is to be pinned to, with TLS."""


def free_port() -> int:
    """A port on 127.0.0.1 that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def footlight_server(data: Path, *, core: int | None, tls: bool = False) -> AsyncIterator[ServerUnderTest]:
    """Run `footlight serve` on loopback with its data in ``data``, until the block ends; on one core, or on all.

    Raises:
        ConnectionFailedError: it does not start; the message ends with the last line it wrote.
    """
    key = json.loads(await run_program(["key", "new", CHANNEL, "--data", str(data), "--json"]))["key"]
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FOOTLIGHT_")}
    tls_pin = None
    if tls:
        certificate, private_key = kept_certificate(data, "127.0.0.1", datetime.datetime.now(datetime.UTC))
        environment |= {"FOOTLIGHT_TLS_CERTIFICATE": str(certificate), "FOOTLIGHT_TLS_KEY": str(private_key)}
        tls_pin = fingerprint(certificate)
    log = data / "server.log"
    with log.open("wb") as written:
        process = await asyncio.create_subprocess_exec(
            *(*PROGRAM, "serve", "--host", "127.0.0.1", "--port", str(port), "--data", str(data)),
            env=environment,
            cwd=data,
            stdout=written,
            stderr=written,
        )
    if core is not None:
        pin(process.pid, core)
    try:
        await wait_until_open(process, port, log)
        yield ServerUnderTest(process.pid, ServerUrl(tls, "127.0.0.1", port, CHANNEL), key, tls_pin)
    finally:
        await stop(process)


async def run_program(arguments: Sequence[str]) -> str:
    """What one run of `footlight` prints.

    Raises:
        ConnectionFailedError: it failed; the message is its last line.
    """
    process = await asyncio.create_subprocess_exec(
        *(*PROGRAM, *arguments), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    printed, complaints = await process.communicate()
    if process.returncode != 0:
        raise ConnectionFailedError(f"footlight {arguments[0]} failed: {_last_line(complaints)}")
    return printed.decode()


async def wait_until_open(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    """Wait until something listens on the port.

    Raises:
        ConnectionFailedError: the process ended instead, or took too long.
    """
    deadline = asyncio.get_running_loop().time() + _START_SECONDS
    while asyncio.get_running_loop().time() < deadline and process.returncode is None:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
            continue
        writer.close()
        return
    raise ConnectionFailedError(f"the server to be measured does not start: {_last_line_of(log)}")


async def stop(process: asyncio.subprocess.Process) -> None:
    """Ask a process to end, and see to it that it does."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


def _last_line_of(log: Path) -> str:
    return _last_line(log.read_bytes())


def _last_line(output: bytes) -> str:
    lines = output.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it wrote nothing"
