"""One event loop in a thread of its own, for programs that have none."""

import asyncio
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

T = TypeVar("T")


class Background:
    """Runs while somebody uses it: `enter` and `leave` are counted. Used by any thread but its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def enter(self) -> None:
        """Begin to use it."""
        with self._lock:
            self._users += 1
            if self._loop is None:
                self._loop = _new_loop()
                self._thread = threading.Thread(
                    target=_run, args=(self._loop,), name="footlight-background", daemon=True
                )
                self._thread.start()

    def leave(self) -> None:
        """Use it no more; the last to leave ends the thread."""
        with self._lock:
            self._users -= 1
            if self._users or self._loop is None or self._thread is None:
                return
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop = self._thread = None

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do the work on the loop, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._running()).result()

    def call(self, function: Callable[[], T]) -> T:
        """Call a function on the loop, and wait for it."""

        async def called() -> T:
            return function()

        return self.run(called())

    def _running(self) -> asyncio.AbstractEventLoop:
        assert self._loop is not None  # noqa: S101 - who calls has entered
        return self._loop


BACKGROUND: Final = Background()
"""The one of this process: two streams of a program share it, as on a server."""


def _new_loop() -> asyncio.AbstractEventLoop:
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop

    return uvloop.new_event_loop()


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
