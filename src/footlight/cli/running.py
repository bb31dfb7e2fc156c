"""Running asyncio work in a command: the fastest loop here, and a clean end at Ctrl-C or SIGTERM."""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress

from footlight.cli.signals import stop_signals


def run_until_stopped(
    work: Coroutine[object, None, None], *, before_abort: Callable[[], object] = lambda: None
) -> None:
    """Run ``work`` to its end, or cancel it at the first signal; a second signal ends the program at once.

    Being stopped by a signal is a normal end here: these commands have no other. ``before_abort`` is called
    before the second signal's end, which nothing else survives to tidy up.
    """
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(_until_stopped(work, before_abort))


async def _until_stopped(work: Coroutine[object, None, None], before_abort: Callable[[], object]) -> None:
    def abort() -> None:
        before_abort()
        os._exit(130)

    stopping = asyncio.Event()
    task = asyncio.create_task(work)
    stopped = asyncio.create_task(stopping.wait())
    with stop_signals(stopping, abort):
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not task.done():
            task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def new_event_loop() -> asyncio.AbstractEventLoop:
    """The fastest that there is here."""
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop

    return uvloop.new_event_loop()
