"""Where WebCodecs is missing the player plays the same packets by Media Source; where both are, it says so."""

from playwright.async_api import Page, expect

from tests.e2e.processes import Server
from tests.e2e.seeing import moves, pictures, stats

NO_WEBCODECS = "delete globalThis.VideoDecoder; delete globalThis.AudioDecoder;"
NO_MEDIA_SOURCE = "delete globalThis.MediaSource; delete globalThis.ManagedMediaSource;"


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


async def test_media_source_plays_on_an_insecure_origin(on_air: Server, page: Page) -> None:
    await page.goto(f"http://far.test:{on_air.port}/lobby")

    await pictures(page, 10)

    assert not await page.evaluate("isSecureContext")
    assert (await stats(page))["engine"] == "mse"


async def test_a_browser_that_can_play_nothing_is_told_so(on_air: Server, page: Page) -> None:
    await page.add_init_script(NO_WEBCODECS + NO_MEDIA_SOURCE)

    await page.goto(f"{on_air.url}/lobby")

    player = page.locator("footlight-player")
    await expect(player.locator(".banner")).to_contain_text("This browser cannot play it")
    await expect(player.get_by_role("button", name="Try again")).to_be_visible()


async def test_jpeg_pictures_ask_for_a_secure_address(on_air: Server, page: Page) -> None:
    async with await on_air.send("stills", "test", "--size", "320x180", "--codec", "jpeg"):
        await page.goto(f"http://far.test:{on_air.port}/stills")

        banner = page.locator("footlight-player .banner")
        await expect(banner).to_contain_text("This page needs a secure address")
        await expect(banner).to_contain_text(
            "This broadcast is JPEG pictures, which need a secure address: open it by https or on this machine."
        )
