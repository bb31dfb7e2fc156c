"""An event loop beside Qt's: it ends with its work, with a stop, and with an error."""

import asyncio
import threading

import pytest

from footlight.cli.running import new_event_loop
from footlight.desktop.session import Session


def test_work_that_ends_ends_it() -> None:
    ended = threading.Event()

    async def work() -> None:
        await asyncio.sleep(0)

    session = Session(work(), new_event_loop, lambda error: ended.set() if error is None else None)
    session.start()
    session.join()

    assert ended.is_set()
    assert session.error is None


@pytest.mark.parametrize("early", [True, False])
def test_stopped_it_cleans_up_and_is_no_error(early: bool) -> None:
    begun, cleaned = threading.Event(), threading.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.to_thread(cleaned.set)

    session = Session(work(), new_event_loop, lambda _: None)
    if early:
        session.stop()
    session.start()
    if not early:
        assert begun.wait(20)
        session.stop()
    session.join()

    assert session.error is None
    assert cleaned.is_set() is not early  # what never began has nothing to tidy up


def test_what_the_work_raises_is_kept() -> None:
    told: list[BaseException | None] = []

    async def work() -> None:
        raise ValueError("no")

    session = Session(work(), new_event_loop, told.append)
    session.start()
    session.join()

    assert isinstance(session.error, ValueError)
    assert told == [session.error]
