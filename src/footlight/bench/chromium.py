"""The part of `footlight bench latency` in a browser: pixels of the player read back in Chromium, by Playwright."""

import os
import shutil
import sys
from dataclasses import dataclass
from importlib import resources
from typing import Final, Literal

from footlight.client.url import ServerUrl

Engine = Literal["webcodecs", "mse"]
ENGINES: Final[tuple[Engine, ...]] = ("webcodecs", "mse")

_CONNECT_EVERY_MS: Final = 370
"""Connects fall on all places of a group of 2 s."""
_SETTLE_MS: Final = 3_000


@dataclass(frozen=True, slots=True)
class Seen:
    """Milliseconds."""

    delays_ms: list[float]
    """From capture to pixels that a script can read, of each picture that was shown."""
    first_ms: list[float]
    """From making the player's element to the first picture."""
    note: str


async def watch(url: ServerUrl, engine: Engine, *, sound: bool, seconds: float, connects: int) -> Seen | str:
    """Watch a channel in Chromium; or why that cannot be done here."""
    try:
        from playwright.async_api import Error, async_playwright
    except ImportError:
        return "needs Playwright: pip install playwright"
    script = (resources.files("footlight.bench") / "readback.js").read_text()
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"),
                # Chromium's sandbox refuses to run as root.
                chromium_sandbox=sys.platform == "win32" or os.geteuid() != 0,
                args=["--autoplay-policy=no-user-gesture-required"],
            )
        except Error as error:
            why = error.message.splitlines()[0]
            return f"needs Chromium: apt install chromium, or playwright install chromium ({why})"
        page = await browser.new_page(viewport={"width": 1280, "height": 720})
        # A page of the server's own that has the player, for one player after another of our making.
        await page.goto(url.page.replace(f"/{url.channel}", f"/embed/{url.channel}"))
        await page.evaluate("customElements.whenDefined('footlight-player')")
        readback = await page.evaluate_handle(script)
        firsts: list[float | None] = await readback.evaluate(
            "(readback, [page, engine, sound, count, every]) => readback.connects(page, engine, sound, count, every)",
            [url.page, engine, sound, connects, _CONNECT_EVERY_MS],
        )
        delays: list[float] = await readback.evaluate(
            "(readback, [page, engine, sound, settle, ms]) => readback.delays(page, engine, sound, settle, ms)",
            [url.page, engine, sound, _SETTLE_MS, seconds * 1000],
        )
        version = browser.version
        await browser.close()
    shown = [first for first in firsts if first is not None]
    note = f"Chromium {version}"
    if len(shown) < len(firsts):
        note += f"; {len(firsts) - len(shown)} connects without a picture"
    return Seen(delays, shown, note)
