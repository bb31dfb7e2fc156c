"""The event loop in the background."""

import asyncio
import threading

import pytest

from footlight.cable.background import Background


def test_it_runs_while_somebody_uses_it() -> None:
    background = Background()
    background.enter()
    background.enter()

    async def where() -> str:
        await asyncio.sleep(0)
        return threading.current_thread().name

    assert background.run(where()) == "footlight-background"
    background.leave()
    assert background.call(threading.current_thread).is_alive()
    background.leave()
    assert "footlight-background" not in {thread.name for thread in threading.enumerate()}


def test_it_begins_again_after_its_end() -> None:
    background = Background()
    for _ in range(2):
        background.enter()
        assert background.call(lambda: 7) == 7
        background.leave()


def test_what_fails_there_is_raised_here() -> None:
    background = Background()
    background.enter()
    with pytest.raises(ZeroDivisionError):
        background.call(lambda: 1 // 0)
    background.leave()
