"""A real X window that others cover, watched in Chromium: covered, resized, hidden and closed."""

import asyncio

import cv2
import numpy as np
from numpy.typing import NDArray
from playwright.async_api import Page

from tests.capture.x11.windows import GREEN, RED, Painter
from tests.e2e.display import Display
from tests.e2e.processes import PATIENCE, Server
from tests.e2e.seeing import pictures, stats


async def seen(page: Page) -> NDArray[np.uint8]:
    """The middle of the player as a person sees it, without its controls: (height, width, 3), BGR."""
    shot = await page.locator("footlight-player").screenshot()
    image = np.asarray(cv2.imdecode(np.frombuffer(shot, np.uint8), cv2.IMREAD_COLOR), np.uint8)
    height, width = image.shape[:2]
    return image[height // 4 : height // 2, width // 4 : width * 3 // 4]


async def test_a_covered_window_is_seen_without_what_covers_it(server: Server, display: Display, page: Page) -> None:
    painter = Painter(display.name)
    green = painter.window("My green window", GREEN, 100, 100, 640, 360)
    arguments = ("window:green", "--no-cursor")
    async with await server.send("lobby", *arguments, environment=display.environment) as sender:
        red = painter.window("Red", RED, 0, 0, 1280, 720)
        await page.goto(f"{server.url}/lobby")
        await pictures(page, 15)
        image = await seen(page)
        assert image[..., 2].max() < 60
        assert image[..., 1].min() > 190

        painter.size(green, 400, 400)
        async with asyncio.timeout(PATIENCE):
            while (size := await stats(page))["height"] != 400:
                pass
        assert size["width"] == 400
        painter.hide(green)
        said = await sender.until(lambda said: said["event"] == "source")
        assert (said["source"], said["state"]) == ("window:green", "hidden")
        painter.show(green)
        assert (await sender.until(lambda said: said["event"] == "source"))["state"] == "shown"
        painter.destroy(green)
        assert (await sender.until(lambda said: said["event"] == "source"))["state"] == "closed"
        assert await sender.ended() == 0
    painter.destroy(red)
    painter.close()
