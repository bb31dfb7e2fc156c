"""An event loop beside Qt's: a coroutine in a thread of its own, which ends with it."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress

NewLoop = Callable[[], asyncio.AbstractEventLoop]


class Session:
    """Runs one coroutine; `start` and `join` it in one thread, `stop` it from any."""

    def __init__(
        self, work: Coroutine[object, None, None], new_loop: NewLoop, on_end: Callable[[BaseException | None], object]
    ) -> None:
        """``on_end`` is called in the session's thread, with what the work raised."""
        self._work = work
        self._new_loop = new_loop
        self._on_end = on_end
        self._lock = threading.Lock()
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="footlight-session", daemon=True)
        self.error: BaseException | None = None
        """What the work raised, once it has ended."""

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Cancel the work, if it goes on."""
        with self._lock:
            self._stopped = True
            if self._loop is not None and self._task is not None:
                self._loop.call_soon_threadsafe(self._task.cancel)

    def join(self) -> None:
        """Wait until nothing of it is left; signals are heard meanwhile."""
        while self._thread.is_alive():
            self._thread.join(0.1)

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=self._new_loop) as runner:
                runner.run(self._main())
        except BaseException as error:
            self.error = error
        self._on_end(self.error)

    async def _main(self) -> None:
        with self._lock:
            self._loop, self._task = asyncio.get_running_loop(), asyncio.ensure_future(self._work)
            if self._stopped:
                self._task.cancel()
        try:
            with suppress(asyncio.CancelledError):
                await self._task
        finally:
            with self._lock:
                self._loop = None
