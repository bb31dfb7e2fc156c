"""People of a server, and their browsers."""

import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, Page, expect

from footlight.accounts.guessing import Guessing
from footlight.accounts.identity import SiteRole
from footlight.accounts.invitations import Invitations
from footlight.accounts.passwords import Passwords
from footlight.accounts.people import People
from footlight.accounts.sessions import Sessions
from footlight.clock import SystemClock
from footlight.store.store import open_store
from tests.e2e.processes import PATIENCE, Server

PASSWORD: Final = "plum otter brisk canal"
"""Everybody's."""
COOKIE: Final = "footlight"
"""What holds a session where the server is reached by http."""
LONG: Final = PATIENCE * 1000
"""Milliseconds that anything may take."""


async def person(server: Server, name: str, role: SiteRole = "member") -> str:
    """Make an account that signs in with `PASSWORD`, and a session; its secret."""
    async with open_store(server.folder / "data") as store:
        clock = SystemClock()
        invitations, sessions = Invitations(store, clock), Sessions(store, clock)
        people = People(store, clock, Passwords(), Guessing(clock), invitations, sessions, "invitation")
        made = await people.create(name, PASSWORD, role)
        async with store.write() as session:
            return (await sessions.begin(session, made.id, "a test")).secret


@asynccontextmanager
async def browsing(browser: Browser, url: str, session: str | None = None) -> AsyncIterator[Page]:
    """A page of a browser profile of its own, on the server at ``url``, signed in by ``session``.

    An error that nothing in the profile's pages caught fails the test.
    """
    uncaught: list[str] = []
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, base_url=url)
    context.on("weberror", lambda error: uncaught.append(str(error.error)))
    try:
        if session is not None:
            await context.add_cookies([{"name": COOKIE, "value": session, "url": url}])
        yield await context.new_page()
    finally:
        await context.close()
    assert uncaught == []


async def asked(context: BrowserContext, server: Server, method: str, path: str, body: object = None) -> Any:
    """What the REST interface answers to this browser, which must be a success."""
    answer = await context.request.fetch(
        f"{server.url}/api/v1{path}", method=method, data=body, headers={"origin": server.url}
    )
    assert answer.ok, f"{method} {path}: {answer.status} {await answer.text()}"
    return await answer.json() if answer.status != 204 else None


@dataclass(slots=True)
class Site:
    """A server that has an owner, ``ada``."""

    server: Server
    set_up: str
    """The link that the server printed at its first start."""
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def url(self) -> str:
        """By a name: no passkey belongs to an IP address."""
        return by_name(self.server.url)

    @asynccontextmanager
    async def newcomer(self, browser: Browser) -> AsyncIterator[tuple[str, Page]]:
        """A name, and a page that its new member is signed in on, in a browser profile of their own."""
        name = f"guest-{next(self._numbers)}"
        async with browsing(browser, self.url, await person(self.server, name)) as page:
            yield name, page


def by_name(url: str) -> str:
    """The same page of this machine, by its name."""
    return url.replace("127.0.0.1", "localhost")


async def printed_link(server: Server) -> str:
    """The link to set the site up, as the server prints it."""
    while "/set-up#" not in (line := await server.running.line()):
        pass
    return by_name(line.strip())


async def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
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
