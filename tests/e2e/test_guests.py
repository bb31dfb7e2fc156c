"""What guests meet: no page of theirs logs an error, and who watches loads no page of owners and members."""

import re

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from tests.e2e.people import LONG, asked, browsing, person
from tests.e2e.processes import Server
from tests.e2e.seeing import pictures

PAGES = (
    ("/", "Live now"),
    ("/sign-in", "Sign in"),
    ("/sign-up", "Make an account"),
    ("/set-up", "Set up this Footlight"),
    ("/account", "Sign in to see your account"),
    ("/channels", "Sign in to see your channels"),
    ("/channels/lobby", "Sign in to see this channel’s settings"),
    ("/lobby", "lobby"),
    ("/den", "This channel has a password"),
    ("/club", "Sign in to watch"),
)


@pytest.fixture
async def complaints(page: Page) -> list[str]:
    """What the page's console has of errors."""
    found: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.append(f"{page.url}: {message.text}")

    page.on("console", heard)
    return found


async def test_a_guest_finds_no_error_in_the_console(
    on_air: Server, browser: Browser, page: Page, complaints: list[str]
) -> None:
    async with browsing(browser, on_air.url, await person(on_air, "Ann", "owner")) as anns:
        for name, lock in (
            ("den", {"visibility": "password", "password": "sesame"}),
            ("club", {"visibility": "members"}),
        ):
            await asked(anns.context, on_air, "POST", "/channels", {"name": name})
            await asked(anns.context, on_air, "PATCH", f"/channels/{name}", lock)
    for path, heading in PAGES:
        await page.goto(on_air.url + path)
        await expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible(timeout=LONG)
        # Who is signed in has been asked by now, and where the header offers it the answer is there.
        await page.wait_for_load_state("networkidle") if path != "/lobby" else await pictures(page, 3)
    assert complaints == []


async def test_who_watches_loads_no_page_of_owners_and_members(on_air: Server, page: Page) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    await page.goto(f"{on_air.url}/lobby")
    await pictures(page, 3)
    names = {found[1] for url in loaded if (found := re.search(r"/assets/(\w+Page)-", url))}
    assert names == {"ChannelPage"}
