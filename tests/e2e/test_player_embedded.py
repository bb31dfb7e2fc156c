"""The player inside pages of other people, on another origin."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, expect

from tests.e2e.processes import Server
from tests.e2e.seeing import moves, pictures, stats


@asynccontextmanager
async def page_elsewhere(html: str, headers: str = "") -> AsyncIterator[str]:
    """The address of a page with this text, from a web server on a port of its own: another origin."""
    body = html.encode()
    answer = f"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {len(body)}\r\n{headers}\r\n".encode()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (await reader.readuntil(b"\r\n\r\n")) != b"":
                writer.write(answer + body)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listener:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/"


def element(server: Server) -> str:
    """A page that uses the element itself."""
    return (
        f"<!doctype html><title>Elsewhere</title><script type=module src='{server.url}/player.js'></script>"
        f"<footlight-player src='{server.url}/lobby' autoplay muted controls></footlight-player>"
    )


async def test_the_embedded_page_plays_in_a_frame_elsewhere(on_air: Server, page: Page) -> None:
    html = (
        "<!doctype html><title>Elsewhere</title>"
        f"<iframe src='{on_air.url}/embed/lobby' width=640 height=360 allow='autoplay; fullscreen'></iframe>"
    )
    async with page_elsewhere(html) as address:
        await page.goto(address)

        player = page.frame_locator("iframe").locator("footlight-player")
        await expect(player.locator(".banner")).to_be_hidden(timeout=20_000)
        assert await moves(page.locator("iframe"))
        assert await player.evaluate("player => player.getBoundingClientRect().width") == 640


async def test_the_element_plays_in_a_page_elsewhere(on_air: Server, page: Page) -> None:
    async with page_elsewhere(element(on_air)) as address:
        await page.goto(address)

        await pictures(page, 10)

        assert await moves(page.locator("footlight-player"))
        assert (await stats(page))["engine"] == "webcodecs"


async def test_the_element_plays_without_its_worker_where_a_policy_forbids_it(on_air: Server, page: Page) -> None:
    policy = (
        f"content-security-policy: default-src 'none'; script-src {on_air.url}; media-src blob:; "
        f"connect-src {on_air.url} {on_air.url.replace('http', 'ws')}\r\n"
    )
    async with page_elsewhere(element(on_air), policy) as address:
        await page.goto(address)

        await pictures(page, 10)

        assert (await stats(page))["engine"] == "mse"
