"""``footlight demo``, as a person meets it: one command, a picture in the browser, Ctrl-C."""

import asyncio
import socket
from pathlib import Path

from playwright.async_api import Page

from tests.e2e.processes import Footlight, free_port
from tests.e2e.seeing import moves, pictures, stats


async def start_demo(folder: Path) -> tuple[Footlight, str]:
    """A demo on a port of its own, and the address that it printed; it opens no browser window."""
    port = free_port()
    demo = await Footlight.start(
        "demo", "--port", str(port), "--data", str(folder / "data"), folder=folder, environment={"BROWSER": "true"}
    )
    url = f"http://127.0.0.1:{port}/demo"
    async with asyncio.timeout(30):
        while url not in await demo.line():
            pass
    return demo, url


async def test_the_demo_is_seen_and_heard_in_a_browser_with_its_latency(tmp_path: Path, page: Page) -> None:
    demo, url = await start_demo(tmp_path)
    async with demo:
        await page.goto(url)
        await pictures(page, 30)
        seen = await stats(page)

        assert await moves(page.locator("footlight-player"))
        assert 0 < seen["latency"]["p50"] < 2_000
        assert seen["width"] >= 640


async def test_ctrl_c_ends_the_demo_cleanly(tmp_path: Path) -> None:
    demo, _ = await start_demo(tmp_path)
    async with demo:
        assert await demo.interrupt() == 0
        assert "Traceback" not in demo.errors


async def test_the_demo_says_when_its_port_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        demo = await Footlight.start("demo", "--port", str(port), "--data", str(tmp_path / "data"), folder=tmp_path)
        async with demo:
            assert await demo.ended() == 3
            assert "[address_unavailable]" in demo.errors
            assert demo.errors.count("\n") == 1
