"""The chat without a mouse, and as a screen reader is told of it."""

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.e2e.chatting import enter, field, fill, line, make, say, sees
from tests.e2e.people import LONG, browsing, person
from tests.e2e.processes import Server


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def ada(stage: Server) -> str:
    """The session of one who has channels."""
    return await person(stage, "Ada", "owner")


async def test_order_is_kept_by_keys_alone(stage: Server, browser: Browser, ada: str) -> None:
    async with browsing(browser, stage.url, ada) as owner, browsing(browser, stage.url) as bob:
        await make(owner, stage, "keyed")
        await enter(owner, "keyed")
        await enter(bob, "keyed", "Bob")
        await say(bob, "first")
        await say(bob, "rude words")
        row = await sees(owner, "rude words")
        keys = owner.keyboard
        await field(owner).focus()
        await keys.press("ArrowUp")
        await expect(row).to_be_focused()

        # A reaction: by the keys among the emoji, and back to the line.
        await keys.press("+")
        reactions = owner.get_by_role("dialog", name="React to a line of Bob")
        await expect(reactions.get_by_role("button").first).to_be_focused()
        await keys.press("ArrowRight")
        emoji = await reactions.get_by_role("button").nth(1).inner_text()
        await expect(reactions.get_by_role("button").nth(1)).to_be_focused()
        await keys.press("Enter")
        await expect(line(bob, "rude words").get_by_role("button", name=f"{emoji}, 1")).to_be_visible(timeout=LONG)
        await expect(row).to_be_focused()
        await keys.press("+")
        await keys.press("Escape")
        await expect(reactions).to_have_count(0)
        await expect(row).to_be_focused()

        # Its author: looked at, left, and silenced for a minute.
        await keys.press("m")
        card = owner.get_by_role("dialog", name="Bob")
        await expect(card).to_be_focused()
        await keys.press("Escape")
        await expect(card).to_have_count(0)
        await expect(row).to_be_focused()
        await keys.press("m")
        await tab_to(owner, "Reason")
        await keys.type("mind your words")
        await tab_to(owner, "1 minute")
        await keys.press("Enter")
        await expect(bob.get_by_role("status").filter(has_text="mind your words")).to_be_visible(timeout=LONG)
        await expect(card).to_have_count(0, timeout=LONG)
        await expect(row).to_be_focused()

        # An answer, and the line is gone.
        await keys.press("r")
        await expect(owner.get_by_text("Answering Bob: rude words")).to_be_visible()
        await expect(field(owner)).to_be_focused()
        await keys.type("not here")
        await keys.press("Enter")
        await expect((await sees(bob, "not here")).get_by_role("button", name="answers")).to_be_visible()
        await keys.press("Escape")
        await line(owner, "rude words").first.focus()
        await keys.press("Delete")
        await expect(line(bob, "had a line deleted by a moderator")).to_have_count(1, timeout=LONG)
        # Nor is it to be read in what was answered to it.
        await expect(line(bob, "not here")).to_contain_text("a deleted line")
        await expect(line(bob, "rude words")).to_have_count(0)
        await keys.press("Escape")
        await expect(field(owner)).to_be_focused()


@pytest.mark.parametrize("kind", ["owner", "guest", "reader"])
async def test_panels_open_and_close_by_keys_and_the_keys_come_back(
    stage: Server, browser: Browser, ada: str, kind: str
) -> None:
    async with browsing(browser, stage.url, ada) as owner, browsing(browser, stage.url) as guest:
        channel = f"panels-{kind}"
        await make(owner, stage, channel)
        page = owner if kind == "owner" else guest
        if kind == "reader":
            await page.goto(f"/{channel}")
            await expect(page.get_by_label("Choose a nick to chat")).to_be_visible(timeout=LONG)
        else:
            await enter(page, channel, None if kind == "owner" else "Bob")
        chat = page.get_by_role("region", name="Chat", exact=True)
        home = page.get_by_role("log", name="Chat messages") if kind == "reader" else field(page)
        for name, title in [("People", "here"), ("Private lines", "Private lines"), ("Search", "Search")]:
            await chat.get_by_role("button", name=name).focus()
            await page.keyboard.press("Enter")
            panel = chat.get_by_role("region", name=title)
            await expect(panel).to_be_visible()
            await expect(panel.locator(":focus").or_(chat.locator("section:focus"))).to_have_count(1)
            await page.keyboard.press("Escape")
            await expect(panel).to_have_count(0)
            await expect(home).to_be_focused()
        if kind != "owner":
            return
        for part in ["Lines that wait", "What moderators did", "Bans", "Filters", "Rules of the chat", "Emotes"]:
            await chat.get_by_role("button", name="Moderation").focus()
            await page.keyboard.press("Enter")
            await tab_to(page, part)
            await page.keyboard.press("Enter")
            await expect(chat.get_by_role("region", name=part)).to_be_visible()
            await page.keyboard.press("Escape")
            await expect(chat.get_by_role("region", name="Moderation")).to_be_visible()
            await expect(chat.locator(":focus")).to_have_count(1)
            await page.keyboard.press("Escape")
            await expect(home).to_be_focused()


async def test_a_screen_reader_is_told_of_new_lines_and_of_who_speaks_to_one(
    stage: Server, browser: Browser, ada: str
) -> None:
    async with browsing(browser, stage.url, ada) as owner, browsing(browser, stage.url) as bob:
        await make(owner, stage, "told")
        await fill(stage, "told", ["what was said before"])
        await enter(owner, "told")
        await enter(bob, "told", "Bob")
        await sees(bob, "what was said before")
        chat = bob.get_by_role("region", name="Chat", exact=True)
        # The list is drawn in pieces, of which no screen reader knows what is new: others tell.
        await expect(chat.get_by_role("log", name="Chat messages")).to_have_attribute("aria-live", "off")
        polite, assertive = chat.locator("[aria-live=polite]"), chat.locator("[aria-live=assertive]")
        await expect(polite).to_have_text("")
        await say(owner, "Good evening")
        await expect(polite).to_have_text("Ada: Good evening", timeout=LONG)
        await expect(assertive).to_have_text("")
        await say(owner, "@Bob, are you there?")
        await expect(assertive).to_have_text("Ada: @Bob, are you there?", timeout=LONG)
        # One's own lines are not read out to oneself.
        await say(bob, "I am")
        await sees(owner, "I am")
        await expect(owner.locator(".chat > [aria-live=polite]")).to_have_text("Bob: I am", timeout=LONG)
        await expect(polite).not_to_contain_text("I am")


async def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name has the focus; its name is how a screen reader calls it."""
    wanted = page.get_by_role("textbox", name=name).or_(page.get_by_role("button", name=name, exact=True))
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await wanted.evaluate_all("found => found.includes(document.activeElement)"):
            return
    raise AssertionError(f"no Tab leads to {name}")
