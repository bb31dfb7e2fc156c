"""SIGINT and SIGTERM: the first asks for a graceful stop, the second ends the program at once."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Final

if sys.platform == "win32":
    SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGBREAK)
else:
    SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def reload_signal(reload: Callable[[], object]) -> Iterator[None]:
    """Within the block SIGHUP calls ``reload`` on the running loop; Windows has no such signal."""
    if sys.platform == "win32":
        yield
        return
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, reload)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)


@contextlib.contextmanager
def stop_signals(stopping: asyncio.Event, at_once: Callable[[], object]) -> Iterator[None]:
    """Within the block, the first signal sets ``stopping`` and the second calls ``at_once``.

    Must be entered in the main thread, on the loop that ``stopping`` belongs to.
    """
    loop = asyncio.get_running_loop()

    def received(_number: int, _frame: FrameType | None) -> None:
        # Handlers run between any two instructions: the loop is only told, and woken.
        loop.call_soon_threadsafe(at_once if stopping.is_set() else stopping.set)

    before = {number: signal.signal(number, received) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Interrupts:
    """Whether Ctrl-C was pressed: Python forgets it where it strikes while a file or connection is let go."""

    def __init__(self) -> None:
        self.pressed = False

    @contextlib.contextmanager
    def remembered(self) -> Iterator[None]:
        """Within the block SIGINT raises KeyboardInterrupt, as ever, and is kept in ``pressed``."""
        before = signal.signal(signal.SIGINT, self._received)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _received(self, _number: int, _frame: FrameType | None) -> None:
        self.pressed = True
        raise KeyboardInterrupt
