"""Who is banned tries to come back by the browser, and is told each time in words; until they are let in again."""

import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.e2e.chatting import enter, field, say, sees, use
from tests.e2e.people import COOKIE, LONG, asked, browsing, person, sign_in
from tests.e2e.processes import Server

CHANNEL = "harbour"


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def mia(stage: Server, browser: Browser) -> str:
    """The session of a moderator of the channel, which is another one's."""
    ada, mia = await person(stage, "Ada", "owner"), await person(stage, "Mia")
    async with browsing(browser, stage.url, ada) as page:
        await asked(page.context, stage, "POST", "/channels", {"name": CHANNEL})
        await asked(page.context, stage, "PUT", f"/channels/{CHANNEL}/people/Mia", {"role": "moderator"})
    return mia


async def is_told(page: Page, reason: str) -> None:
    """That they are banned, and why; there is nowhere to write."""
    told = page.get_by_role("alert").filter(has=page.get_by_role("heading", name="You are banned from this chat"))
    await expect(told).to_contain_text(reason, timeout=LONG)
    await expect(field(page)).to_have_count(0)


async def show_bans(moderator: Page) -> None:
    """Open the list of those who are out."""
    await moderator.get_by_role("button", name="Moderation").click()
    await moderator.get_by_role("button", name="Bans", exact=True).click()


async def hide_bans(moderator: Page) -> None:
    """Go back to what is said."""
    await moderator.get_by_role("button", name="Moderation").click()


async def test_a_banned_guest_comes_back_by_no_tab_nick_window_or_account(
    stage: Server, browser: Browser, mia: str
) -> None:
    cyd = await person(stage, "Cyd")
    async with browsing(browser, stage.url, mia) as moderator, browsing(browser, stage.url) as eve:
        await enter(moderator, CHANNEL)
        await enter(eve, CHANNEL, "Eve")
        tab = await eve.context.new_page()
        await enter(tab, CHANNEL)
        await say(eve, "buy my things")
        await use(await sees(moderator, "buy my things"), "Moderate Eve")
        card = moderator.get_by_role("dialog", name="Eve")
        await card.get_by_label("Reason").fill("selling things")
        await card.get_by_role("button", name="Ban").click()
        for open_already in (eve, tab):
            await is_told(open_already, "selling things")

        # Another nick, in another tab.
        await tab.evaluate("localStorage.setItem('footlight.chat.nick', 'Robert')")
        await tab.reload()
        await is_told(tab, "selling things")
        for address in (f"/{CHANNEL}/chat", f"/embed/{CHANNEL}/chat"):
            await tab.goto(address)
            await is_told(tab, "selling things")
        # An account, at the same browser.
        await tab.context.add_cookies([{"name": COOKIE, "value": cyd, "url": stage.url}])
        await tab.goto(f"/{CHANNEL}")
        await expect(tab.get_by_role("button", name="Cyd", exact=True)).to_be_visible(timeout=LONG)
        await is_told(tab, "selling things")
        await tab.get_by_role("button", name="Ask again").click()
        await is_told(tab, "selling things")
        await tab.context.clear_cookies(name=COOKIE)

        await show_bans(moderator)
        ban = moderator.get_by_role("listitem").filter(has_text="Eve: selling things")
        await expect(ban).to_contain_text("browser · by Mia", timeout=LONG)
        await ban.get_by_role("button", name="Let Eve in again").click()
        await expect(moderator.get_by_text("Nobody is banned.")).to_be_visible(timeout=LONG)
        await hide_bans(moderator)
        await eve.get_by_role("button", name="Ask again").click()
        await expect(field(eve)).to_be_visible(timeout=LONG)
        await say(eve, "I am sorry")
        await sees(moderator, "I am sorry")


async def test_a_banned_account_comes_back_by_no_other_browser_and_as_no_guest_at_its_own(
    stage: Server, browser: Browser, mia: str
) -> None:
    ann = await person(stage, "Ann")
    async with (
        browsing(browser, stage.url, mia) as moderator,
        browsing(browser, stage.url, ann) as first,
        browsing(browser, stage.url) as second,
    ):
        await enter(moderator, CHANNEL)
        await enter(first, CHANNEL)
        await say(moderator, "/ban Ann shouting")
        await is_told(first, "shouting")
        # Signed in anew, at another browser.
        await second.goto("/sign-in")
        await sign_in(second, "Ann")
        await second.wait_for_url("**/")
        await second.goto(f"/{CHANNEL}")
        await is_told(second, "shouting")
        # Signed in no more, at their own.
        await first.context.clear_cookies(name=COOKIE)
        await first.goto(f"/{CHANNEL}")
        await expect(first.get_by_role("link", name="Sign in").first).to_be_visible(timeout=LONG)
        await is_told(first, "shouting")

        await show_bans(moderator)
        ban = moderator.get_by_role("listitem").filter(has_text="Ann: shouting")
        await expect(ban).to_contain_text("account, browser · by Mia", timeout=LONG)
        await hide_bans(moderator)
        await say(moderator, "/unban Ann")
        await second.get_by_role("button", name="Ask again").click()
        await expect(field(second)).to_be_visible(timeout=LONG)
        await say(second, "back again")
        await sees(moderator, "back again")
        await first.get_by_role("button", name="Ask again").click()
        await expect(first.get_by_label("Choose a nick to chat")).to_be_visible(timeout=LONG)
