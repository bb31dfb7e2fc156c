"""What a person sees of a player in a page: that pictures come, that they move, how old they are."""

import asyncio
from typing import Any

from playwright.async_api import Locator, Page

from tests.e2e.processes import PATIENCE


async def pictures(page: Page, wanted: int) -> dict[str, Any]:
    """Wait until the page's player has shown this many more pictures; return the last one's ``frame`` detail."""
    player = page.locator("footlight-player")
    shown: dict[str, Any] = await player.evaluate(
        """(player, [wanted, patience]) => new Promise((resolve, reject) => {
            let seen = 0;
            const late = setTimeout(() => reject(new Error(`${seen} of ${wanted} pictures`)), patience * 1000);
            player.addEventListener("frame", function count(event) {
                if (++seen < wanted) return;
                clearTimeout(late);
                player.removeEventListener("frame", count);
                resolve({ ...event.detail });
            });
        })""",
        [wanted, PATIENCE],
    )
    return shown


async def stats(page: Page, *, with_latency: bool = True) -> dict[str, Any]:
    """The page's player's next ``stats``, or the first of them that knows the latency."""
    player = page.locator("footlight-player")
    told: dict[str, Any] = await player.evaluate(
        """(player, [withLatency, patience]) => new Promise((resolve, reject) => {
            const late = setTimeout(() => reject(new Error("no stats")), patience * 1000);
            player.addEventListener("stats", function take(event) {
                if (withLatency && event.detail.latency === null) return;
                clearTimeout(late);
                player.removeEventListener("stats", take);
                resolve({ ...event.detail });
            });
        })""",
        [with_latency, PATIENCE],
    )
    return told


async def moves(picture: Locator) -> bool:
    """Whether what is on the screen there changes within some looks."""
    first = await picture.screenshot()
    for _ in range(20):
        await asyncio.sleep(0.1)
        if await picture.screenshot() != first:
            return True
    return False
