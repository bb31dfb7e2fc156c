"""An interactive shell on a real pseudo-terminal: what a person types, and what the screen shows."""

import asyncio
import os
import pty
import sys
import termios
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.e2e.processes import PATIENCE

_BEGIN = "import fcntl, os, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp('sh', ['sh', '-i'])"
PROMPT = "ready> "


class Shell:
    """``sh`` with job control."""

    def __init__(self, master: int) -> None:
        self._master = master
        self._changed = asyncio.Event()
        self._read = 0
        self.screen = ""
        """All that was shown so far."""

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    @property
    def settings(self) -> list[object]:
        """The terminal's, as `termios.tcgetattr` gives them."""
        return list(termios.tcgetattr(self._master))

    @property
    def waits_for_enter(self) -> bool:
        """Lines rather than keys, and what is typed is shown."""
        local = termios.tcgetattr(self._master)[3]
        return bool(local & termios.ICANON and local & termios.ECHO)

    async def shows(self, words: str) -> None:
        """Wait until the screen shows ``words`` after those that were waited for before.

        Raises:
            TimeoutError: it does not.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                while (found := self.screen.find(words, self._read)) < 0:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise TimeoutError(f"no {words!r} in {self.screen[self._read :]!r}") from None
        self._read = found + len(words)

    async def takes(self, *, keys: bool) -> None:
        """Wait until the terminal takes keys one by one, or lines again."""
        async with asyncio.timeout(PATIENCE):
            while True:
                if self.waits_for_enter != keys:
                    return
                await asyncio.sleep(0.02)

    async def sleeps(self) -> None:
        """Wait until who asked sleeps over the answer, as it does long before a person presses a key.

        Python looks for signals before it reads and not while it does: one that came in between would wait for Enter.
        """
        async with asyncio.timeout(PATIENCE):
            while True:
                if _state(os.tcgetpgrp(self._master)) == "S":
                    return
                await asyncio.sleep(0.02)

    def readable(self) -> None:
        with suppress(OSError):  # nobody holds the other end any more
            self.screen += os.read(self._master, 65_536).decode(errors="replace")
        self._changed.set()


def _state(process: int) -> str:
    """As `/proc` tells it: R, S, …"""
    return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0]


@asynccontextmanager
async def shell(folder: Path, environment: Mapping[str, str]) -> AsyncIterator[Shell]:
    """A shell in ``folder``; it is killed, with what runs in it, when the block ends."""
    master, slave = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _BEGIN),
        cwd=folder,
        env={**os.environ, **environment, "PS1": PROMPT, "COLUMNS": "200"},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    opened = Shell(master)
    loop = asyncio.get_running_loop()
    loop.add_reader(master, opened.readable)
    try:
        await opened.shows(PROMPT)
        yield opened
    finally:
        loop.remove_reader(master)
        os.close(master)  # a hang-up for all that runs in it
        process.kill()
        await process.wait()
