"""What the tests of the whole share: a server, a broadcast on it, a browser, an X display.

All of it is asyncio on one event loop of the whole session (tests/conftest.py), as the browser is.
"""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from tests.e2e.display import Display, x_display
from tests.e2e.processes import SMALL, Footlight, Server


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A ``footlight serve`` of this test alone, ready, with an empty data folder."""
    server = Server(tmp_path)
    try:
        await server.start()
        yield server
    finally:
        await server.kill()


@pytest_asyncio.fixture(loop_scope="session")
async def live(server: Server) -> AsyncIterator[Footlight]:
    """A ``footlight send test`` on the server's ``/lobby``: moving picture, burnt-in clock and sound; `SMALL`."""
    async with await server.send("lobby", "test", *SMALL) as sender:
        yield sender


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """A server shared by the tests of a module; each brings a broadcast of its own, and ends it."""
    server = Server(tmp_path_factory.mktemp("stage"))
    try:
        await server.start()
        yield server
    finally:
        await server.kill()


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def on_air(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """A server with a live ``/lobby``, `SMALL`, shared by the tests of a module that only look at it."""
    server = Server(tmp_path_factory.mktemp("on-air"))
    try:
        await server.start()
        async with await server.send("lobby", "test", *SMALL):
            yield server
    finally:
        await server.kill()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The machine's Chromium, else the one that Playwright installed; without a window.

    It finds ``far.test`` at 127.0.0.1: over http that is no secure origin.
    """
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            # Chromium's sandbox refuses to run as root, and CI often is.
            chromium_sandbox=os.geteuid() != 0,
            args=["--host-resolver-rules=MAP far.test 127.0.0.1"],
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page of a new browser profile. An error that nothing in the page caught fails the test."""
    uncaught: list[str] = []
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    page = await context.new_page()
    page.on("pageerror", lambda error: uncaught.append(str(error)))
    yield page
    await context.close()
    assert not uncaught


@pytest_asyncio.fixture(loop_scope="session")
async def display() -> AsyncIterator[Display]:
    """An X display of 1280x720 that nobody sees."""
    async with x_display() as display:
        yield display
