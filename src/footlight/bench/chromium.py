"""The parts of `footlight bench` in a browser: what the player shows and sounds in Chromium, by Playwright."""

import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Final, Literal

from footlight.client.url import ServerUrl

if TYPE_CHECKING:
    from playwright.async_api import Page

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


class BrowserMissingError(Exception):
    """There is no browser to measure in; the message says what to install."""


async def watch(url: ServerUrl, engine: Engine, *, sound: bool, seconds: float, connects: int) -> Seen | str:
    """Watch a channel in Chromium; or why that cannot be done here."""
    try:
        async with _page(url) as page:
            readback = await page.evaluate_handle(_script("readback.js"))
            firsts: list[float | None] = await readback.evaluate(
                "(readback, wishes) => readback.connects(...wishes)",
                [url.page, engine, sound, connects, _CONNECT_EVERY_MS],
            )
            delays: list[float] = await readback.evaluate(
                "(readback, wishes) => readback.delays(...wishes)",
                [url.page, engine, sound, _SETTLE_MS, seconds * 1000],
            )
            note = _version(page)
    except BrowserMissingError as missing:
        return str(missing)
    shown = [first for first in firsts if first is not None]
    if len(shown) < len(firsts):
        note += f"; {len(firsts) - len(shown)} connects without a picture"
    return Seen(delays, shown, note)


async def sync(url: ServerUrl, seconds: float) -> list[float] | str:
    """How many milliseconds later than its sound the picture is seen, at each beep of the test source on a channel.

    With WebCodecs in Chromium; or why that cannot be done here.
    """
    try:
        async with _page(url) as page:
            readback = await page.evaluate_handle(_script("readback.js"))
            measure = await readback.evaluate_handle(_script("sync.js"))
            offsets: list[float] = await measure.evaluate(
                "(measure, wishes) => measure(...wishes)", [url.page, _SETTLE_MS, seconds * 1000]
            )
            return offsets
    except BrowserMissingError as missing:
        return str(missing)


def _script(name: str) -> str:
    return (resources.files("footlight.bench") / name).read_text()


def _version(page: "Page") -> str:
    browser = page.context.browser
    return "Chromium" if browser is None else f"Chromium {browser.version}"


@asynccontextmanager
async def _page(url: ServerUrl) -> AsyncIterator["Page"]:
    """A page of the server's own that has the player, for players of our making.

    Raises:
        BrowserMissingError: no Playwright, or no Chromium.
    """
    try:
        from playwright.async_api import Error, async_playwright
    except ImportError as error:
        raise BrowserMissingError("needs Playwright: pip install playwright") from error
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
            raise BrowserMissingError(
                f"needs Chromium: apt install chromium, or playwright install chromium ({why})"
            ) from error
        # The pages' policy lets no scripts of ours run beside the speakers.
        context = await browser.new_context(viewport={"width": 1280, "height": 720}, bypass_csp=True)
        page = await context.new_page()
        await page.goto(url.page.replace(f"/{url.channel}", f"/embed/{url.channel}"))
        await page.evaluate("customElements.whenDefined('footlight-player')")
        try:
            yield page
        finally:
            await browser.close()
