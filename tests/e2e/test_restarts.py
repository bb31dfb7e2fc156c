"""Publisher, server and viewer are killed in turn: the others wait for them, and go on by themselves."""

import pytest
from playwright.async_api import Page

from tests.e2e.processes import SMALL, Footlight, Server
from tests.e2e.seeing import pictures, stats


async def watching(server: Server) -> Footlight:
    """A ``footlight watch`` of the lobby that goes on for ever and has decoded pictures."""
    watcher = await Footlight.start("watch", f"{server.url}/lobby", "--no-window", "--json", folder=server.folder)
    await watcher.until(lambda said: said.get("fps", 0) > 0)
    return watcher


async def test_viewers_go_on_when_the_publisher_was_killed_and_started_again(server: Server, page: Page) -> None:
    sender = await server.send("lobby", "test", *SMALL)
    async with await watching(server) as watcher:
        await page.goto(f"{server.url}/lobby")
        await pictures(page, 10)
        await sender.kill()
        await watcher.until(lambda said: said.get("state") == "away")

        async with await server.send("lobby", "test", *SMALL):
            await watcher.until(lambda said: said.get("state") == "live")
            await watcher.until(lambda said: said.get("fps", 0) > 0)
            await pictures(page, 10)


async def test_publisher_and_viewers_come_back_when_the_server_was_killed_and_started_again(
    server: Server, live: Footlight, page: Page
) -> None:
    async with await watching(server) as watcher:
        await page.goto(f"{server.url}/lobby")
        await pictures(page, 10)

        await server.kill()
        await live.until(lambda said: said.get("event") == "lost")
        await server.start()

        await live.until(lambda said: said.get("event") == "connected")
        await watcher.until(lambda said: said.get("fps", 0) > 0)
        await pictures(page, 10)
        assert (await stats(page, with_latency=False))["reconnects"] >= 1


async def test_a_stopping_server_says_goodbye_and_ends_with_status_0(server: Server, live: Footlight) -> None:
    async with await watching(server) as watcher:
        assert await server.stop() == 0

        await watcher.until(lambda said: said.get("code") == "server_stopping")
        await live.until(lambda said: said.get("code") == "server_stopping")


@pytest.mark.long
async def test_nobody_notices_a_killed_viewer_and_it_may_return(server: Server, live: Footlight, page: Page) -> None:
    await page.goto(f"{server.url}/lobby")
    await pictures(page, 10)
    watcher = await watching(server)
    await watcher.kill()

    await pictures(page, 30)
    await server.watch("lobby")
    assert live.process.returncode is None
