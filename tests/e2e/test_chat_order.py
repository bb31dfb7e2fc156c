"""Keeping order in a chat by the browser, and what those see whom it is done to."""

import re

import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.e2e.chatting import enter, field, line, make, say, sees, use
from tests.e2e.people import LONG, browsing, person
from tests.e2e.processes import Server


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def ada(stage: Server) -> str:
    """The session of one who has channels."""
    return await person(stage, "Ada", "owner")


async def test_a_silence_is_counted_down_and_a_ban_holds_in_another_tab_and_by_another_nick(
    stage: Server, browser: Browser, ada: str
) -> None:
    async with browsing(browser, stage.url, ada) as owner, browsing(browser, stage.url) as bob:
        await make(owner, stage, "order")
        await enter(owner, "order")
        await enter(bob, "order", "Bob")
        await say(bob, "rude words")
        row = await sees(owner, "rude words")
        await use(row, "Moderate Bob")
        card = owner.get_by_role("dialog", name="Bob")
        await card.get_by_label("Reason").fill("mind your words")
        await card.get_by_role("button", name="1 minute").click()
        silence = bob.get_by_role("status").filter(has_text="mind your words")
        await expect(silence).to_contain_text("You can write again in 0:", timeout=LONG)
        await expect(field(bob)).to_have_count(0)
        await say(owner, "/untimeout Bob")
        await expect(field(bob)).to_be_visible(timeout=LONG)

        # By keys: the line, its buttons, the card.
        await field(owner).press("ArrowUp")
        await owner.keyboard.press("Home")
        await expect(row).to_be_focused()
        await owner.keyboard.press("Delete")
        await expect(line(bob, "had a line deleted by a moderator")).to_have_count(1, timeout=LONG)
        await say(owner, "/ban Bob enough")
        await expect(bob.get_by_role("alert").filter(has_text="enough")).to_be_visible(timeout=LONG)
        tab = await bob.context.new_page()
        await tab.goto("/order")
        await expect(tab.get_by_role("heading", name="You are banned from this chat")).to_be_visible(timeout=LONG)
        await tab.evaluate("localStorage.setItem('footlight.chat.nick', 'Robert')")
        await tab.reload()
        await expect(tab.get_by_role("heading", name="You are banned from this chat")).to_be_visible(timeout=LONG)

        await owner.get_by_role("button", name="Moderation").click()
        await owner.get_by_role("button", name="What moderators did").click()
        await owner.get_by_role("button", name="Undo: Ada deleted a line of Bob").click(timeout=LONG)
        await owner.get_by_role("button", name="Undo: Ada banned Bob").click(timeout=LONG)
        await expect(owner.get_by_role("button", name="Undo: Ada banned Bob")).to_have_count(0, timeout=LONG)
        await bob.get_by_role("button", name="Ask again").click()
        await expect(field(bob)).to_be_visible(timeout=LONG)
        await sees(bob, "rude words")


async def test_a_filter_is_looked_at_before_it_holds_and_what_it_holds_is_let_through(
    stage: Server, browser: Browser, ada: str
) -> None:
    async with browsing(browser, stage.url, ada) as owner, browsing(browser, stage.url) as bob:
        await make(owner, stage, "filtered")
        await enter(owner, "filtered")
        await enter(bob, "filtered", "Bob")
        await say(bob, "cheap spam here")
        await sees(owner, "cheap spam here")
        await owner.get_by_role("button", name="Moderation").click()
        await owner.get_by_role("button", name="Filters").click()
        await owner.get_by_label("Pattern").fill("spam")
        await owner.get_by_role("button", name="What would it catch?").click()
        await expect(owner.get_by_role("status").filter(has_text="cheap spam here")).to_be_visible(timeout=LONG)
        await owner.get_by_role("button", name="Add the filter").click()
        await expect(owner.get_by_role("button", name="Remove the filter spam")).to_be_visible(timeout=LONG)
        await say(bob, "more spam")
        await expect(bob.get_by_text("Your line waits for a moderator")).to_be_visible(timeout=LONG)
        await owner.get_by_role("button", name="Moderation: 1").click(timeout=LONG)
        await owner.get_by_role("button", name="Moderation: 1").click(timeout=LONG)
        await owner.get_by_role("button", name="Lines that wait").click()
        await owner.get_by_role("button", name="Let the line of Bob through").click(timeout=LONG)
        await sees(bob, "more spam")
        await expect(owner.get_by_text("No line waits for a moderator.")).to_be_visible(timeout=LONG)


async def test_a_poll_is_held_and_a_line_is_pinned(stage: Server, browser: Browser, ada: str) -> None:
    async with browsing(browser, stage.url, ada) as owner, browsing(browser, stage.url) as bob:
        await make(owner, stage, "polled")
        await enter(owner, "polled")
        await enter(bob, "polled", "Bob")
        await say(owner, '/poll "What next?" "Harbour" "Mill" 5m')
        poll = bob.get_by_role("region", name="What next?")
        await poll.get_by_role("button", name="Mill").click(timeout=LONG)
        await expect(poll.get_by_role("button", name="Mill")).to_have_attribute("aria-pressed", "true", timeout=LONG)
        await expect(owner.get_by_role("region", name="What next?").get_by_text("1 vote")).to_be_visible(timeout=LONG)
        await owner.get_by_role("button", name="End it").click()
        await expect(poll.get_by_text("over")).to_be_visible(timeout=LONG)
        await say(bob, "worth keeping")
        await use(await sees(owner, "worth keeping"), "Pin")
        await expect(bob.get_by_role("note", name="Pinned")).to_contain_text("worth keeping", timeout=LONG)
        await bob.reload()
        await expect(bob.get_by_role("note", name="Pinned")).to_contain_text("worth keeping", timeout=LONG)
        await owner.get_by_role("button", name="Unpin").click()
        await expect(bob.get_by_role("note", name="Pinned")).to_have_count(0, timeout=LONG)


async def test_waits_are_counted_by_the_server_s_clock_and_who_was_put_out_comes_back_after_theirs(
    stage: Server, browser: Browser, ada: str
) -> None:
    async with browsing(browser, stage.url, ada) as owner, browsing(browser, stage.url) as bob:
        await make(owner, stage, "waits")
        await enter(owner, "waits")
        # A machine whose clock is an hour ahead.
        await bob.add_init_script("const now = Date.now; Date.now = () => now() + 3600000;")
        await enter(bob, "waits", "Bob")
        await say(bob, "hello")
        await sees(owner, "hello")
        await say(owner, "/timeout Bob 5m")
        await expect(bob.get_by_role("timer")).to_have_text(re.compile(r"4:\d\d"), timeout=LONG)
        await bob.reload()
        await expect(bob.get_by_role("timer")).to_have_text(re.compile(r"4:\d\d"), timeout=LONG)
        await say(owner, "/untimeout Bob")
        await expect(field(bob)).to_be_visible(timeout=LONG)

        await bob.clock.install()
        await bob.reload()
        await expect(field(bob)).to_be_visible(timeout=LONG)
        await say(owner, "/kick Bob be nicer")
        out = bob.get_by_role("alert").filter(has_text="be nicer")
        await expect(out).to_contain_text("You can come back in 0:", timeout=LONG)
        again = out.get_by_role("button", name="Come back")
        await expect(again).to_have_count(0)
        await expect(bob.get_by_role("button", name="People")).to_have_count(0)
        # For this page the time is over, for the server it is not.
        await bob.clock.run_for(31_000)
        await again.click(timeout=LONG)
        await expect(out).to_contain_text("You can come back in 0:", timeout=LONG)
        await expect(again).to_have_count(0)
