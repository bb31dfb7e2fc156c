"""A real X screen with a moving window, watched by ``footlight watch`` and in Chromium."""

from playwright.async_api import Page

from tests.e2e.display import Display, moving_window, x_display
from tests.e2e.processes import Server
from tests.e2e.seeing import moves, pictures, stats


async def test_a_screen_is_watched_from_the_command_line(stage: Server, display: Display) -> None:
    async with moving_window(display), await stage.send("lobby", "screen", environment=display.environment):
        result = await stage.watch("lobby")

    assert (result["width"], result["height"]) == (display.width, display.height)
    assert result["frames"] > 10
    assert result["codec"].startswith("avc1.")
    assert 0 < result["latency_ms"]["p50"] <= result["latency_ms"]["p95"] <= result["latency_ms"]["max"]
    assert result["first_frame_ms"] > 0


async def test_a_screen_moves_in_a_browser(stage: Server, display: Display, page: Page) -> None:
    async with moving_window(display), await stage.send("lobby", "screen", environment=display.environment):
        await page.goto(f"{stage.url}/lobby")
        await pictures(page, 10)
        seen = await stats(page)

        assert (seen["width"], seen["height"]) == (display.width, display.height)
        assert await moves(page.locator("footlight-player"))


async def test_a_region_and_a_second_screen_are_two_pictures_of_one_broadcast(stage: Server, display: Display) -> None:
    sources = ("screen", "screen:320x180+100+50")
    async with moving_window(display), await stage.send("lobby", *sources, environment=display.environment):
        channel = await stage.channel("lobby")

    sizes = [(track["width"], track["height"]) for track in channel["broadcast"]["tracks"] if track["kind"] == "video"]
    assert sizes == [(display.width, display.height), (320, 180)]


async def test_a_screen_that_vanishes_ends_the_sender_with_its_error(stage: Server) -> None:
    async with x_display() as display:
        sender = await stage.send("lobby", "screen", environment=display.environment)
    async with sender:
        assert await sender.ended() == 3
        assert "[device_vanished]" in sender.errors
