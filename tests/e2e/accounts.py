"""A site with an owner, and people who come to it by their browsers."""

import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Browser, BrowserContext, Page, expect

from footlight.accounts.invitations import Invitations
from footlight.clock import SystemClock
from footlight.store.store import open_store
from tests.e2e.processes import PATIENCE, Server

WORDS = "plum otter brisk canal"
"""Everybody's password."""
LONG = PATIENCE * 1000
"""Milliseconds that anything may take."""


@dataclass(slots=True)
class Site:
    """A server that has an owner, ``ada``."""

    server: Server
    set_up: str
    """The link that the server printed at its first start."""
    url: str
    """By a name: no passkey belongs to an IP address."""
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    async def invitation(self) -> str:
        """A link for one member."""
        async with open_store(self.server.folder / "data") as store:
            made = await Invitations(store, SystemClock()).new(role="member", uses=1, hours=1, by=None)
        return f"{self.url}/sign-up#{made.secret}"

    @asynccontextmanager
    async def newcomer(self, browser: Browser) -> AsyncIterator[tuple[str, Page]]:
        """A name, and a page that its new member is signed in on, in a browser profile of their own."""
        name = f"guest-{next(self._numbers)}"
        async with profile(browser) as context:
            page = await context.new_page()
            secret = (await self.invitation()).partition("#")[2]
            answer = await context.request.post(
                f"{self.url}/api/v1/people",
                data={"name": name, "password": WORDS, "invitation": secret},
                headers={"origin": self.url},
            )
            assert answer.status == 201, await answer.text()
            yield name, page


@asynccontextmanager
async def profile(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A new browser profile, in which no page has an error that it did not catch."""
    uncaught: list[str] = []
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    context.on("weberror", lambda error: uncaught.append(str(error.error)))
    context.set_default_timeout(LONG)
    yield context
    await context.close()
    assert not uncaught


async def printed_link(server: Server) -> str:
    """The link to set the site up, as the server prints it."""
    while "/set-up#" not in (line := await server.running.line()):
        pass
    return line.strip()


async def sign_in(page: Page, name: str, password: str = WORDS) -> None:
    """Fill in the form of the sign-in page and send it."""
    await page.get_by_label("Name", exact=True).fill(name)
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def sign_out(page: Page, name: str) -> None:
    """By the menu in the header."""
    await page.get_by_role("button", name=name, exact=True).click()
    await page.get_by_role("button", name="Sign out", exact=True).click()
    await page.wait_for_url("**/")
    await expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible(timeout=LONG)
