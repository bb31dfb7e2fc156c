"""Lines of standard input, while an event loop goes on with other things."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import Final

from footlight.errors import MessageTooLargeError

_LONGEST: Final = 64 * 1024
_WAITING: Final = 64
"""Lines that were read and not taken."""


async def input_lines(descriptor: int | None = None) -> AsyncIterator[bytes]:
    """The lines, without their ends; where they are not taken, no more are read.

    Args:
        descriptor: of what to read; None: standard input.

    Raises:
        MessageTooLargeError: a line of more than 64 KiB.
    """
    source = descriptor
    if source is None:
        if sys.stdin is None:
            return
        source = sys.stdin.fileno()
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[bytes | None] = asyncio.Queue(_WAITING)
    over = threading.Event()

    def put(line: bytes | None) -> None:
        putting = lines.put(line)
        try:
            asyncio.run_coroutine_threadsafe(putting, loop).result()
        finally:
            # A loop that is closed does not take it.
            putting.close()

    def read() -> None:
        # A file that is read in the loop would hold it up; and a terminal's, or a pipe's, may never end.
        rest = b""
        with suppress(RuntimeError, CancelledError):  # the loop is closed
            while not over.is_set():
                try:
                    data = os.read(source, 65_536)
                except OSError:  # the terminal is gone
                    data = b""
                *whole, rest = (rest + data).split(b"\n")
                for line in whole:
                    put(line)
                if not data or len(rest) > _LONGEST:
                    if rest:
                        put(rest)
                    put(None)
                    return

    threading.Thread(target=read, name="footlight-input", daemon=True).start()
    try:
        while (line := await lines.get()) is not None:
            if len(line) > _LONGEST:
                raise MessageTooLargeError(f"a line of the input has more than {_LONGEST} bytes")
            yield line
    finally:
        over.set()
