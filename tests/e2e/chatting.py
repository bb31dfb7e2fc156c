"""What people do and see in the chat of a page."""

from collections.abc import Sequence
from typing import Final

from playwright.async_api import Locator, Page, ViewportSize, expect

from footlight.chat.line import Author, Say
from footlight.chat.lines import Lines
from footlight.chat.ranks import Rank
from footlight.clock import SystemClock
from footlight.model.channel import ChannelName
from footlight.store.store import open_store
from tests.e2e.people import LONG, asked
from tests.e2e.processes import Server

PHONE: Final[ViewportSize] = {"width": 360, "height": 740}


async def fill(server: Server, channel: str, texts: Sequence[str]) -> None:
    """Lines of a guest called Old, from before anybody came: the room must not be open."""
    author = Author("g:" + "0" * 64, "Old", Rank.GUEST, "red", None, bytes(32))
    async with open_store(server.folder / "data") as store:
        deeds = [Say(author, f"old{number}", text, "say", None) for number, text in enumerate(texts)]
        await Lines(store, SystemClock()).do(ChannelName(channel), deeds)


async def make(page: Page, server: Server, channel: str) -> None:
    """A channel of the person whose page it is."""
    await asked(page.context, server, "POST", "/channels", {"name": channel})


def field(page: Page) -> Locator:
    """Where one writes to all."""
    return page.get_by_role("combobox", name="Message", exact=True)


async def enter(page: Page, channel: str, nick: str | None = None) -> None:
    """Open a channel's page, and where a nick is given take it; then one can write."""
    await page.goto(f"/{channel}")
    if nick is not None:
        await page.get_by_label("Choose a nick to chat").fill(nick)
        await page.keyboard.press("Enter")
    await expect(field(page)).to_be_visible(timeout=LONG)


async def say(page: Page, text: str) -> None:
    """Write a line, or a command."""
    await field(page).fill(text)
    await field(page).press("Enter")


def line(page: Page, text: str) -> Locator:
    """The row of the list that has this text."""
    return page.get_by_role("log", name="Chat messages").locator("[data-key^='l']", has_text=text)


async def sees(page: Page, text: str) -> Locator:
    """Wait until a line is there, once; its row."""
    row = line(page, text)
    await expect(row).to_have_count(1, timeout=LONG)
    return row


async def use(row: Locator, tool: str) -> None:
    """Press one of the buttons that a line shows while the mouse is over it."""
    await row.locator(".line").hover(position={"x": 5, "y": 5})
    await row.get_by_role("button", name=tool, exact=True).click()
