"""What a person sees in a channel's page: moving pictures, their true latency, sound when asked for."""

import asyncio
import re

from playwright.async_api import ConsoleMessage, Page, expect

from tests.e2e.processes import PATIENCE, SMALL, Server
from tests.e2e.seeing import moves, pictures, stats


def complaints(page: Page) -> list[str]:
    """What the console of the page will complain of; a blocked load or a broken content policy is an error there."""
    heard: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            heard.append(message.text)

    page.on("console", listen)
    return heard


async def test_the_picture_moves_and_nothing_complains(on_air: Server, page: Page) -> None:
    heard = complaints(page)

    await page.goto(f"{on_air.url}/lobby")
    await pictures(page, 10)

    assert await moves(page.locator("footlight-player"))
    assert (await stats(page))["engine"] == "webcodecs"
    assert heard == []


async def test_the_overlay_shows_the_true_latency(on_air: Server, page: Page) -> None:
    await page.goto(f"{on_air.url}/lobby")
    shown = await pictures(page, 10)
    overlay = page.locator("footlight-player .overlay")
    await expect(overlay).to_be_hidden()

    await page.keyboard.press("l")

    await expect(overlay.locator("[data-figure='Latency']")).to_have_text(re.compile(r"^\d+ ms$|^\d\.\d\d s$"))
    await expect(overlay.locator("[data-figure='Picture']")).to_have_text("640 × 360")
    assert 0 < shown["presentedAt"] - shown["capturedAt"] < 10_000_000


async def test_sound_waits_for_a_gesture_then_leads_the_pictures(on_air: Server, page: Page) -> None:
    await page.goto(f"{on_air.url}/lobby")
    await pictures(page, 10)
    invitation = page.locator("footlight-player").get_by_role("button", name="Turn sound on")
    await expect(invitation).to_be_visible()
    assert (await stats(page))["buffer"] == 0

    await invitation.click()

    await expect(invitation).to_be_hidden()
    async with asyncio.timeout(PATIENCE):
        # Only sound that plays keeps a buffer.
        while (await stats(page))["buffer"] < 5:
            pass
    await pictures(page, 30)
    assert not await page.locator("footlight-player").evaluate("player => player.muted")


async def test_a_second_picture_is_inset_and_moves_by_key_and_pointer(on_air: Server, page: Page) -> None:
    async with await on_air.send("pair", "test", "test", *SMALL):
        await page.goto(f"{on_air.url}/pair")
        inset = page.locator("footlight-player .inset")
        await expect(inset).to_be_visible()
        assert await moves(inset)
        await expect(inset).to_have_attribute("data-corner", "top-right")

        await inset.press("ArrowDown")
        await expect(inset).to_have_attribute("data-corner", "bottom-right")

        await inset.hover()
        await page.mouse.down()
        box = await page.locator("footlight-player").bounding_box()
        assert box is not None
        await page.mouse.move(box["x"] + box["width"] / 5, box["y"] + box["height"] / 5, steps=4)
        await page.mouse.up()
        await expect(inset).to_have_attribute("data-corner", "top-left")

        await page.keyboard.press("i")
        await expect(inset).to_be_hidden()
        await page.locator("footlight-player").get_by_role("button", name="Show second picture").click()
        await expect(inset).to_be_visible()


async def test_a_stopped_player_lets_go_of_the_server_until_it_plays_again(on_air: Server, page: Page) -> None:
    await page.goto(f"{on_air.url}/lobby")
    await pictures(page, 5)

    await page.keyboard.press("Space")

    player = page.locator("footlight-player")
    await expect(player.get_by_text("Stopped").first).to_be_visible()
    async with page.expect_websocket():
        await page.keyboard.press("Space")
    await pictures(page, 5)


async def test_the_overlay_tells_the_latency_class_that_the_address_asks_for(on_air: Server, page: Page) -> None:
    for path in ("/lobby", "/embed/lobby"):
        await page.goto(f"{on_air.url}{path}?latency=crowd")
        await pictures(page, 3)
        await page.keyboard.press("l")
        row = page.locator("footlight-player .overlay [data-figure='Class']")
        await expect(row).to_have_text(re.compile(r"^crowd(, bundled \d+ ms)?$"))


async def test_there_is_no_menu_for_one_sound_track(on_air: Server, page: Page) -> None:
    await page.goto(f"{on_air.url}/lobby")
    await pictures(page, 3)

    await expect(page.locator("footlight-player").get_by_role("combobox")).to_have_count(0)
