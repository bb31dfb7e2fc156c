"""Real ``footlight`` processes for the tests of the whole: started, listened to, killed, started again."""

import asyncio
import json
import os
import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from footlight.accounts.keys import StreamKeys
from footlight.clock import SystemClock
from footlight.model.channel import channel_name
from footlight.store.store import open_store

FOOTLIGHT: Final = Path(sys.executable).with_name("footlight")

SMALL: Final = ("--size", "640x360")
"""How a test sends where the size of the picture is of no interest: it takes everybody a quarter of the work."""

PATIENCE: Final = 30.0
"""Seconds that anything may take on a slow and busy machine before a test gives up on it."""

_ABORT_SECONDS: Final = 5.0
_TOLD_LINES: Final = 5
_TOLD_ERRORS: Final = 6_000
"""Characters of standard error: the stacks of a dozen threads."""


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment(folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a command: nothing of this machine's own Footlight, and ``more``.

    Where it is aborted it says where each of its threads was.
    """
    ours = {name: value for name, value in os.environ.items() if not name.startswith("FOOTLIGHT_")}
    return {**ours, "XDG_CONFIG_HOME": str(folder / "config"), "PYTHONFAULTHANDLER": "1", **more}


class Footlight:
    """One running ``footlight`` command. Its standard error, and what it printed, are in ``errors`` and ``printed``."""

    def __init__(self, process: asyncio.subprocess.Process, errors: Path) -> None:
        self.process = process
        self.printed: list[str] = []
        self._errors = errors

    @classmethod
    async def start(cls, *arguments: str, folder: Path, environment: Mapping[str, str] | None = None) -> Self:
        """Start ``footlight`` with these arguments in ``folder``, which also takes its standard error."""
        errors = folder / f"{arguments[0]}-{len(list(folder.glob('*.stderr')))}.stderr"
        with errors.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                str(FOOTLIGHT),
                *arguments,
                cwd=folder,
                env=_environment(folder, environment or {}),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=file,
                limit=1 << 20,
            )
        return cls(process, errors)

    @property
    def errors(self) -> str:
        """What it said on standard error so far."""
        return self._errors.read_text(errors="replace")

    async def line(self) -> str:
        """The next line of standard output.

        Raises:
            EOFError: the process ended before another line; the message holds what it said.
            TimeoutError: no line within ``PATIENCE`` seconds; the message tells the same, and what it was doing.
        """
        async with self._patience():
            return await self._line()

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Read JSON lines up to the first that is ``wanted``, within ``PATIENCE`` seconds; return it.

        Raises:
            EOFError, TimeoutError: as of `line`.
        """
        async with self._patience():
            while True:
                said = json.loads(await self._line())
                if wanted(said):
                    found: dict[str, Any] = said
                    return found

    async def ended(self, patience: float = PATIENCE) -> int:
        """Read what it still prints, wait for its end and return its exit status."""
        assert self.process.stdout is not None
        async with asyncio.timeout(patience):
            rest = (await self.process.stdout.read()).decode()
            self.printed += rest.splitlines()
            return await self.process.wait()

    async def said(self, words: str, times: int = 1) -> None:
        """Wait until its standard error has these words so many times.

        Raises:
            TimeoutError: as of `line`.
        """
        async with self._patience():
            while True:
                if self.errors.count(words) >= times:
                    return
                await asyncio.sleep(0.05)

    async def interrupt(self) -> int:
        """Press Ctrl-C, and return the exit status."""
        self.process.send_signal(signal.SIGINT)
        return await self.ended()

    async def kill(self) -> None:
        """End it without a chance to say goodbye."""
        if self.process.returncode is None:
            self.process.kill()
        if await self.ended() != 0:
            print(self._said())  # what pytest shows where the test fails: the sender's and the server's part in it

    async def _line(self) -> str:
        assert self.process.stdout is not None
        line = await self.process.stdout.readline()
        if not line:
            raise EOFError(f"it ended: {self._said()}")
        self.printed.append(line.decode().rstrip("\n"))
        return self.printed[-1]

    @asynccontextmanager
    async def _patience(self) -> AsyncIterator[None]:
        """Within ``PATIENCE`` seconds; past them the process is aborted, and the error holds all that is known."""
        try:
            async with asyncio.timeout(PATIENCE):
                yield
        except TimeoutError:
            with suppress(ProcessLookupError, TimeoutError):
                self.process.send_signal(signal.SIGABRT)
                await self.ended(_ABORT_SECONDS)
            raise TimeoutError(f"nothing for {PATIENCE:.0f} s: {self._said()}") from None

    def _said(self) -> str:
        """What it printed last, and what its standard error holds."""
        printed = "\n".join(self.printed[-_TOLD_LINES:])
        name = self._errors.stem
        return (
            f"{name} printed {len(self.printed)} lines, the last:\n{printed}\n"
            f"and on standard error:\n{self.errors[-_TOLD_ERRORS:]}"
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.kill()


async def run(*arguments: str, folder: Path, environment: Mapping[str, str] | None = None) -> Footlight:
    """Run a ``footlight`` command to its end: ``process.returncode``, ``printed`` and ``errors`` tell the rest."""
    async with await Footlight.start(*arguments, folder=folder, environment=environment) as command:
        await command.ended()
        return command


class Server:
    """A ``footlight serve`` of its own folder and port, which it keeps when it is killed and started again."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._options = options
        self._running: Footlight | None = None

    @property
    def running(self) -> Footlight:
        assert self._running is not None
        return self._running

    async def start(self) -> None:
        """Start it and wait until it is ready.

        Raises:
            TimeoutError: it was not ready within ``PATIENCE`` seconds; what it logged is in ``running.errors``.
        """
        self._running = await Footlight.start(
            "serve", "--port", str(self.port), "--data", str(self.folder / "data"), *self._options, folder=self.folder
        )
        async with asyncio.timeout(PATIENCE):
            while not await asyncio.to_thread(self._ready):
                if self.running.process.returncode is not None:
                    raise EOFError(self.running.errors)
                await asyncio.sleep(0.05)

    def _ready(self) -> bool:
        try:
            self.get("/readyz")
        except (urllib.error.URLError, ConnectionError):
            return False
        return True

    def get(self, path: str) -> str:
        """The body of a GET, which must answer 200."""
        with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as answer:  # noqa: S310 - its own server
            body: str = answer.read().decode()
            return body

    async def channel(self, name: str) -> dict[str, Any]:
        """What the REST interface knows of a channel."""
        known: dict[str, Any] = json.loads(await asyncio.to_thread(self.get, f"/api/v1/channels/{name}"))
        return known

    async def key(self, channel: str) -> dict[str, str]:
        """Make a stream key, as ``footlight key new`` does; the answer holds ``id``, ``key`` and ``channel``."""
        # Not by that command: to start it takes longer than most of what these tests look at.
        async with open_store(self.folder / "data") as store:
            made = await StreamKeys(store, SystemClock()).new(channel_name(channel))
        return {"id": made.id, "key": made.secret, "channel": made.channel}

    async def send(self, channel: str, *sources: str, environment: Mapping[str, str] | None = None) -> Footlight:
        """Publish ``sources`` on ``channel`` with a new key; the first line has been read when this returns."""
        key = await self.key(channel)
        sender = await Footlight.start(
            "send", *sources, "--to", f"{self.url}/{channel}", "--json",
            folder=self.folder, environment={"FOOTLIGHT_KEY": key["key"], **(environment or {})},
        )  # fmt: skip
        try:
            await sender.line()
        except BaseException:
            await sender.kill()
            raise
        return sender

    async def watch(self, channel: str, *options: str) -> dict[str, Any]:
        """Watch until pictures came for a second, and leave; the closing object of ``footlight watch``."""
        async with await Footlight.start(
            "watch", f"{self.url}/{channel}", "--no-window", "--json", *options,
            folder=self.folder, environment={"HOME": str(self.folder)},
        ) as viewer:  # fmt: skip
            for _ in range(3):
                await viewer.until(lambda said: said.get("fps", 0) > 0)
            assert await viewer.interrupt() == 0, viewer.errors
            closing: dict[str, Any] = json.loads(viewer.printed[-1])
            return closing

    async def kill(self) -> None:
        await self.running.kill()

    async def stop(self) -> int:
        """Ask it to stop, and return its exit status."""
        self.running.process.send_signal(signal.SIGTERM)
        return await self.running.ended()
