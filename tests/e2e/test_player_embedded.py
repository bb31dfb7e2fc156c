"""The player inside pages of other people, on another origin."""

from playwright.async_api import Page, expect

from tests.e2e.elsewhere import page_elsewhere
from tests.e2e.processes import Server
from tests.e2e.seeing import moves, pictures, stats


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
