"""What every server of ours has in common: a hub and its routes on bound sockets."""

import asyncio
import subprocess
import sys
from contextlib import closing

import pytest
from fastapi import APIRouter

from footlight.api.listen import listen
from footlight.api.serving import at_work, serving
from footlight.hub.hub import Hub
from footlight.hub.limits import HubLimits
from footlight.settings import Settings
from tests.fakes.clock import HandClock


async def test_a_server_that_cannot_take_its_sockets_fails_and_does_not_hang() -> None:
    stopping = asyncio.Event()
    with closing(listen("127.0.0.1", 0)) as bound:
        bound.sockets[0].close()
        hub = Hub(HandClock(), HubLimits())
        async with asyncio.timeout(20) as patience:
            with pytest.raises(OSError, match="descriptor"):
                async with serving(Settings(), bound, None, hub, [APIRouter()], stopping):
                    pass
    assert not patience.expired()
    assert stopping.is_set()


async def test_what_is_at_work_is_cancelled_at_the_end_and_its_end_tells_who_waits() -> None:
    stopping, cancelled = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    async with at_work(work(), stopping):
        await asyncio.sleep(0)
        assert not stopping.is_set()
    assert cancelled.is_set()
    await asyncio.sleep(0)
    assert stopping.is_set()


async def test_what_is_at_work_may_be_asked_to_finish_instead() -> None:
    asked, done = asyncio.Event(), []

    async def work() -> None:
        await asked.wait()
        done.append("all")

    async with at_work(work(), asyncio.Event(), asked.set):
        pass
    assert done == ["all"]


async def test_a_part_that_fails_is_noticed_at_once_and_told_at_the_end() -> None:
    stopping = asyncio.Event()

    async def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        async with at_work(fail(), stopping), asyncio.timeout(20):
            await stopping.wait()


@pytest.mark.parametrize(
    ("module", "without"),
    [
        ("footlight.cable.listening", ("sqlalchemy", "cv2")),
        ("footlight.cli.destination", ("sqlalchemy", "cv2", "fastapi")),
    ],
)
def test_who_sends_loads_no_database_and_a_server_only_to_listen(module: str, without: tuple[str, ...]) -> None:
    # They would take longer to load than the rest of a program that sends.
    loaded = f"import sys, {module}; print([name for name in {without} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.strip() == "[]"
