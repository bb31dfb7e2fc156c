"""What the page says when there is nothing to see, and that it goes on by itself."""

from playwright.async_api import Page, expect

from tests.e2e.processes import SMALL, Server
from tests.e2e.seeing import pictures


async def test_the_front_page_says_how_to_go_live_and_then_shows_who_is(server: Server, page: Page) -> None:
    await page.goto(server.url)
    await expect(page.get_by_role("heading", name="The stage is empty")).to_be_visible()
    await expect(page.get_by_text("footlight key new lobby")).to_be_visible()

    async with await server.send("lobby", "test", *SMALL):
        link = page.get_by_role("link", name="lobby")
        await expect(link).to_be_visible(timeout=20_000)
        await link.click()
        await pictures(page, 5)
        await expect(page.get_by_role("heading", name="lobby")).to_be_visible()


async def test_a_page_goes_from_off_air_to_live_to_away_to_ended(server: Server, page: Page) -> None:
    await server.key("lobby")
    await page.goto(f"{server.url}/lobby")
    banner = page.locator("footlight-player .banner")
    await expect(banner).to_contain_text("Off air")

    sender = await server.send("lobby", "test", *SMALL)
    await pictures(page, 5)
    await expect(banner).to_be_hidden()
    await expect(page.get_by_text("1 viewer")).to_be_visible()
    await sender.kill()
    await expect(banner).to_contain_text("One moment", timeout=20_000)

    async with await server.send("lobby", "test", *SMALL) as second:
        await pictures(page, 5)
        await second.interrupt()
        await expect(banner).to_contain_text("The broadcast has ended")


async def test_an_unknown_channel_is_said_to_be_unknown(server: Server, page: Page) -> None:
    await page.goto(f"{server.url}/nowhere")
    await expect(page.get_by_role("heading", name="There is no channel “nowhere”")).to_be_visible()

    await page.goto(f"{server.url}/embed/nowhere")
    player = page.locator("footlight-player")
    await expect(player.locator(".banner")).to_contain_text("No such channel")

    await server.key("nowhere")
    await player.get_by_role("button", name="Try again").click()
    await expect(player.locator(".banner")).to_contain_text("Off air")


async def test_a_phone_and_a_keyboard_reach_everything(server: Server, page: Page) -> None:
    async with await server.send("lobby", "test", *SMALL):
        await page.set_viewport_size({"width": 390, "height": 844})
        await page.goto(f"{server.url}/lobby")
        await pictures(page, 3)

        assert await page.evaluate("document.documentElement.scrollWidth") <= 390
        names: list[str] = []
        for _ in range(40):
            await page.keyboard.press("Tab")
            names.append(
                await page.evaluate(
                    """() => {
                        let focus = document.activeElement;
                        while (focus?.shadowRoot?.activeElement) focus = focus.shadowRoot.activeElement;
                        return focus?.getAttribute("aria-label") ?? focus?.textContent ?? "";
                    }"""
                )
            )
        # Unmute or Mute: whether the keys counted as the gesture that sound waits for is the browser's business.
        for wanted in ("Stop (space)", "ute (m)", "Latency and figures (l)", "Full screen (f)", "Copy Link"):
            assert any(wanted in name for name in names), (wanted, names)
