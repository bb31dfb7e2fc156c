"""Where WebCodecs is missing the player plays the same packets by Media Source; where both are, it says so."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Page, async_playwright, expect

from tests.e2e.processes import Server
from tests.e2e.seeing import moves, pictures, stats

NO_WEBCODECS = "delete globalThis.VideoDecoder; delete globalThis.AudioDecoder;"
NO_MEDIA_SOURCE = "delete globalThis.MediaSource; delete globalThis.ManagedMediaSource;"


@pytest_asyncio.fixture(loop_scope="session")
async def far_page() -> AsyncIterator[Page]:
    """A page of a Chromium that finds ``far.test`` at 127.0.0.1: over http that is no secure origin."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            chromium_sandbox=os.geteuid() != 0,
            args=["--host-resolver-rules=MAP far.test 127.0.0.1"],
        )
        yield await browser.new_page()
        await browser.close()


async def test_media_source_plays_where_webcodecs_is_off(on_air: Server, page: Page) -> None:
    await page.add_init_script(NO_WEBCODECS)

    await page.goto(f"{on_air.url}/lobby")

    shown = await pictures(page, 10)
    assert await moves(page.locator("footlight-player video").first)
    assert (await stats(page))["engine"] == "mse"
    assert 0 < shown["presentedAt"] - shown["capturedAt"] < 20_000_000
    player = page.locator("footlight-player")
    video = player.locator("video").first
    assert await video.evaluate("video => video.muted")
    await player.get_by_role("button", name="Turn sound on").click()
    await pictures(page, 10)
    assert not await video.evaluate("video => video.muted")


async def test_media_source_plays_on_an_insecure_origin(on_air: Server, far_page: Page) -> None:
    await far_page.goto(f"http://far.test:{on_air.port}/lobby")

    await pictures(far_page, 10)

    assert not await far_page.evaluate("isSecureContext")
    assert (await stats(far_page))["engine"] == "mse"


async def test_a_browser_that_can_play_nothing_is_told_so(on_air: Server, page: Page) -> None:
    await page.add_init_script(NO_WEBCODECS + NO_MEDIA_SOURCE)

    await page.goto(f"{on_air.url}/lobby")

    player = page.locator("footlight-player")
    await expect(player.locator(".banner")).to_contain_text("This browser cannot play it")
    await expect(player.get_by_role("button", name="Try again")).to_be_visible()


async def test_jpeg_pictures_ask_for_a_secure_address(on_air: Server, far_page: Page) -> None:
    async with await on_air.send("stills", "test", "--size", "320x180", "--codec", "jpeg"):
        await far_page.goto(f"http://far.test:{on_air.port}/stills")

        banner = far_page.locator("footlight-player .banner")
        await expect(banner).to_contain_text("This page needs a secure address")
        await expect(banner).to_contain_text(
            "This broadcast is JPEG pictures, which need a secure address: open it by https or on this machine."
        )
