"""What people write in a chat is shown as they wrote it, and never run, wherever it is shown."""

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.e2e.chatting import enter, field, line, make, say, sees, use
from tests.e2e.people import LONG, asked, browsing, person
from tests.e2e.processes import Server

NASTY = (
    "<img src=x onerror=window.ran=1>",
    "<svg/onload=window.ran=1><script>window.ran=1</script>",
    "[press](javascript:window.ran=1) **bold** `code` <b>b</b>",
    'https://example.org/"onmouseover="window.ran=1',
    "&lt;b&gt; {window.ran=1} {@html ran}",
)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def ada(stage: Server) -> str:
    """The session of one who has channels."""
    return await person(stage, "Ada", "owner")


async def is_text(page: Page) -> None:
    """No element came of what was written: neither a picture, nor a script, nor a link to anywhere but the web."""
    assert await page.evaluate("window.ran") is None
    chat = page.get_by_role("region", name="Chat", exact=True)
    assert await chat.locator("script, img, b, svg[onload], [onerror], [onmouseover]").count() == 0
    for link in await chat.locator("bdi a").all():
        assert (await link.get_attribute("href") or "").startswith("https://example.org/")


@pytest.mark.parametrize("text", NASTY)
async def test_nothing_that_is_written_is_run(stage: Server, browser: Browser, ada: str, text: str) -> None:
    channel = f"nasty{NASTY.index(text)}"
    async with browsing(browser, stage.url, ada) as owner, browsing(browser, stage.url) as bob:
        await make(owner, stage, channel)
        await enter(owner, channel)
        await enter(bob, channel, "Bob")
        # Every place where text of people is shown: a line, a quote, a pin, a poll, a private line, a search, a reason.
        await say(bob, text)
        row = await sees(owner, text)
        await use(row, "Pin")
        await use(row, "Answer")
        await say(owner, text + " ")
        question = text.replace('"', "'")
        await say(owner, f'/poll "{question}" "{question}" "b" 5m')
        await say(owner, f"/private Bob {text}")
        await say(owner, f"/warn Bob {text}")
        await bob.get_by_role("button", name="Read").click(timeout=LONG)
        await expect(bob.get_by_role("log", name="Private lines with Ada")).to_contain_text(text)
        await bob.get_by_role("button", name="Close: Only Ada and you").click()
        await expect(bob.get_by_role("alert").filter(has_text="A moderator warns you")).to_contain_text(text)
        await expect(bob.get_by_role("note", name="Pinned")).to_contain_text(text, timeout=LONG)
        await expect(bob.get_by_role("region", name=question)).to_be_visible(timeout=LONG)
        await field(bob).press("ArrowUp")
        for page in (owner, bob):
            await is_text(page)


async def test_nothing_is_run_where_order_is_kept(stage: Server, browser: Browser, ada: str) -> None:
    async with browsing(browser, stage.url, ada) as owner, browsing(browser, stage.url) as bob:
        await make(owner, stage, "nasty-order")
        for text in NASTY[:3]:
            await asked(owner.context, stage, "PATCH", "/channels/nasty-order", {"title": text, "description": text})
        await enter(owner, "nasty-order")
        await enter(bob, "nasty-order", "Bob")
        await say(bob, NASTY[0])
        await sees(owner, NASTY[0])
        for text in NASTY[1:3]:
            await say(owner, f"/timeout Bob 5m {text}")
            await expect(bob.get_by_role("status").filter(has_text=text)).to_be_visible(timeout=LONG)
            await say(owner, "/untimeout Bob")
            await expect(field(bob)).to_be_visible(timeout=LONG)
            question = text.replace('"', "'")
            await say(owner, f'/poll "{question}" "{question}" "other" 1m')
            await expect(bob.get_by_role("region", name=question)).to_be_visible(timeout=LONG)
            await say(owner, "/poll end")

        # A filter, what it would have caught, and a line that waits by it.
        await owner.get_by_role("button", name="Moderation").click()
        panel = owner.get_by_role("region", name="Chat", exact=True)
        await panel.get_by_role("button", name="Filters").click()
        await panel.get_by_label("Pattern").fill("onerror=window.ran=1")
        await panel.get_by_role("button", name="What would it catch?").click()
        await expect(panel.get_by_role("status").filter(has_text=NASTY[0])).to_be_visible(timeout=LONG)
        await is_text(owner)
        await panel.get_by_role("button", name="Add the filter").click()
        await expect(panel.get_by_role("button", name="Remove the filter onerror=window.ran=1")).to_be_visible(
            timeout=LONG
        )
        await say(bob, NASTY[0] + " once more")
        await expect(bob.get_by_text("Your line waits for a moderator")).to_be_visible(timeout=LONG)
        await panel.get_by_role("button", name="Back").click()
        await panel.get_by_role("button", name="Lines that wait").click()
        await expect(panel.get_by_text(NASTY[0] + " once more")).to_be_visible(timeout=LONG)
        await is_text(owner)

        # A name of an emote that is none is said so, and goes nowhere.
        await panel.get_by_role("button", name="Back").click()
        await panel.get_by_role("button", name="Emotes", exact=True).click()
        await panel.get_by_label("Name").fill("<img src=x>")
        await expect(panel.get_by_text("2 to 32 small letters")).to_be_visible()
        await is_text(owner)

        # The reason of a ban: at whom it is for, in the list of bans and in the log.
        await panel.get_by_role("button", name="Close: Emotes").click()
        await say(owner, f"/ban Bob {NASTY[1]}")
        await expect(bob.get_by_role("alert").filter(has_text=NASTY[1])).to_be_visible(timeout=LONG)
        await owner.get_by_role("button", name="Moderation").first.click()
        for part in ("Bans", "What moderators did"):
            await panel.get_by_role("button", name=part).click()
            await expect(panel.get_by_text(NASTY[1]).first).to_be_visible(timeout=LONG)
            await is_text(owner)
            await panel.get_by_role("button", name="Back").click()
        await is_text(bob)


async def test_text_that_would_break_a_page_leaves_it_in_use(stage: Server, browser: Browser, ada: str) -> None:
    async with browsing(browser, stage.url, ada) as owner, browsing(browser, stage.url) as bob:
        await make(owner, stage, "signs")
        await enter(owner, "signs")
        await enter(bob, "signs", "Bob")
        # What turns the direction of all that follows, and what nobody sees.
        await say(bob, "turned \u202eround\u200b\u2060 and\u200d on")
        assert await (await sees(owner, "turned")).locator("bdi").last.inner_text() == "turned round and on"
        # Letters of a script that goes from right to left stay within their line.
        await say(bob, "שלום \u2067hello")
        before, words = (await sees(owner, "שלום")).locator(".time"), line(owner, "שלום").locator(".words bdi").last
        at, end = await before.bounding_box(), await words.bounding_box()
        assert at is not None
        assert end is not None
        assert at["x"] + at["width"] <= end["x"]
        # Accents without an end are refused in words, and what was written stays to be mended.
        flood = "Z" + "\u0301\u0316\u0332" * 60
        await say(bob, flood)
        refused = bob.get_by_role("region", name="Chat", exact=True).get_by_role("alert").filter(has_text="accents")
        await expect(refused).to_be_visible(timeout=LONG)
        assert len(await field(bob).input_value()) > 60
        # Ten thousand emoji are refused in words.
        await say(bob, "🙂" * 10_000)
        await expect(bob.get_by_role("alert").filter(has_text="at most 500 letters")).to_be_visible(timeout=LONG)
        # As many as a line takes stand in as many rows as they need, and nothing is wider than the list.
        await say(owner, "🙂" * 500)
        row = await sees(bob, "🙂" * 500)
        listed = bob.get_by_role("log", name="Chat messages")
        assert await listed.evaluate("list => list.scrollWidth <= list.clientWidth")
        assert await row.evaluate("row => row.scrollWidth <= row.clientWidth")
        # One word without an end, in every place that shows a line.
        await say(owner, "w" * 500)
        await use(await sees(bob, "w" * 500), "Answer")
        await say(bob, "what?")
        await sees(owner, "what?")
        await use(line(owner, "w" * 500).last, "Pin")
        await say(owner, f'/poll "{"q" * 150}" "{"c" * 60}" "other" 1m')
        await expect(bob.get_by_role("region", name="q" * 150)).to_be_visible(timeout=LONG)
        await expect(bob.get_by_role("note", name="Pinned")).to_be_visible(timeout=LONG)
        for page in (owner, bob):
            wide = await page.get_by_role("region", name="Chat", exact=True).evaluate(
                "chat => [chat, ...chat.querySelectorAll('.scroller, .poll, .pinned, .composer')]"
                ".filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.className)"
            )
            assert wide == []
        await say(owner, "still here")
        await sees(bob, "still here")
