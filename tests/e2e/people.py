"""People of a server, and their browsers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, Page

from footlight.accounts.guessing import Guessing
from footlight.accounts.identity import SiteRole
from footlight.accounts.invitations import Invitations
from footlight.accounts.passwords import Passwords
from footlight.accounts.people import People
from footlight.accounts.sessions import Sessions
from footlight.clock import SystemClock
from footlight.store.store import open_store
from tests.e2e.processes import Server

PASSWORD: Final = "correct horse battery staple"
COOKIE: Final = "footlight"
"""What holds a session where the server is reached by http."""


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
async def browsing(browser: Browser, server: Server, session: str | None = None) -> AsyncIterator[Page]:
    """A page of a browser profile of its own, signed in by ``session``.

    An error that nothing in the page caught fails the test.
    """
    uncaught: list[str] = []
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, base_url=server.url)
    try:
        if session is not None:
            await context.add_cookies([{"name": COOKIE, "value": session, "url": server.url}])
        page = await context.new_page()
        page.on("pageerror", lambda error: uncaught.append(str(error)))
        yield page
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
