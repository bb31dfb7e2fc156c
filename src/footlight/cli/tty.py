"""The terminal of POSIX systems: keys without Enter, and everything else as it was.

Ctrl-C and Ctrl-\\ go on to mean what they mean, and so does Ctrl-Z: a command that is suspended leaves the terminal
to the shell as it found it. In the background it takes no keys: reading there would stop it.
"""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

_MOST_KEYS: Final = 64
_SEQUENCES: Final = re.compile(r"\x1b(\[[0-9;]*[@-~]|O.|.)?")
"""An arrow, or another key that is sent as several characters."""

if sys.platform != "win32":  # the type checker looks for what there is on the system it checks for

    class Tty:
        """The terminal behind a file descriptor."""

        def __init__(self, descriptor: int) -> None:
            import termios
            import tty

            self._termios, self._cbreak = termios, tty.setcbreak
            self._descriptor = descriptor
            self._loop: asyncio.AbstractEventLoop | None = None
            self._as_found: list[Any] = []
            self._handlers: dict[int, Any] = {}
            self._line = False
            self._read: asyncio.Queue[str] = asyncio.Queue(_MOST_KEYS)

        def open(self) -> None:
            """Begin to take keys; on an event loop, in the main thread."""
            self._loop = asyncio.get_running_loop()
            for number in (signal.SIGTSTP, signal.SIGQUIT):
                self._handlers[number] = signal.signal(number, self._signalled)
            self._handlers[signal.SIGCONT] = signal.signal(signal.SIGCONT, self._continued)
            self._take()

        def close(self) -> None:
            """Put the terminal back as it was; may be called again."""
            self._leave()
            for number, handler in self._handlers.items():
                signal.signal(number, handler)
            self._handlers.clear()

        async def key(self) -> str:
            """Wait for the next key."""
            return await self._read.get()

        async def line(self, ask: Callable[[], object]) -> str:
            """Wait for a line, which the terminal itself lets people correct."""
            self._line = True
            self._leave()
            self._take()
            while not self._read.empty():
                self._read.get_nowait()
            ask()
            try:
                return (await self._read.get()).strip()
            finally:
                self._line = False
                self._leave()
                self._take()

        def _in_front(self) -> bool:
            try:
                return os.tcgetpgrp(self._descriptor) == os.getpgrp()
            except OSError:  # the terminal is gone
                return False

        def _take(self) -> None:
            """Take keys from here on, where this command is in front."""
            if self._loop is None or self._as_found or not self._in_front():
                return
            self._as_found = self._termios.tcgetattr(self._descriptor)
            if not self._line:
                self._cbreak(self._descriptor)
            self._loop.add_reader(self._descriptor, self._readable)

        def _leave(self) -> None:
            """Leave the terminal as it was found."""
            as_found, self._as_found = self._as_found, []
            if not as_found:
                return
            if self._loop is not None and not self._loop.is_closed():
                self._loop.remove_reader(self._descriptor)
            if self._in_front():
                self._termios.tcsetattr(self._descriptor, self._termios.TCSADRAIN, as_found)

        def _readable(self) -> None:
            try:
                text = os.read(self._descriptor, 1024).decode(errors="replace")
            except OSError:
                text = ""
            if self._line:
                self._put(text)  # nothing is an answer too: Ctrl-D, which ends no terminal
            elif not text:  # the terminal is gone
                self._leave()
            else:
                for key in _SEQUENCES.sub("", text):
                    self._put(key)

        def _put(self, text: str) -> None:
            if not self._read.full():
                self._read.put_nowait(text)

        def _signalled(self, number: int, _frame: FrameType | None) -> None:
            """Suspended, or ended at once: first the terminal, then what the signal means by itself."""
            self._leave()
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            # Here again after the command was continued.
            signal.signal(number, self._signalled)

        def _continued(self, _number: int, _frame: FrameType | None) -> None:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._take)
