"""A channel's chat in the browser: two people and one on a phone, who come, write, find and come back."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.e2e.chatting import PHONE, enter, field, fill, line, say, sees, use
from tests.e2e.elsewhere import page_elsewhere
from tests.e2e.people import LONG, asked, browsing, by_name, person
from tests.e2e.processes import Server


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def ada(stage: Server) -> str:
    """The session of one who has channels."""
    return await person(stage, "Ada", "owner")


@pytest_asyncio.fixture(loop_scope="session")
async def channel(stage: Server, browser: Browser, ada: str, request: pytest.FixtureRequest) -> str:
    """A channel of this test alone."""
    name = f"c{abs(hash(request.node.name)) % 10**9}"
    async with browsing(browser, stage.url, ada) as page:
        await asked(page.context, stage, "POST", "/channels", {"name": name})
    return name


@pytest_asyncio.fixture(loop_scope="session")
async def pages(stage: Server, browser: Browser, ada: str) -> AsyncIterator[tuple[Page, Page, Page]]:
    """The page of the owner, that of a guest, and that of a guest on a phone."""
    async with AsyncExitStack() as stack:
        owner, guest, phone = [
            await stack.enter_async_context(browsing(browser, stage.url, secret)) for secret in (ada, None, None)
        ]
        await phone.set_viewport_size(PHONE)
        yield owner, guest, phone


async def test_three_people_talk_each_by_their_own_page(pages: tuple[Page, Page, Page], channel: str) -> None:
    ada, bob, cyd = pages
    await enter(ada, channel)
    await enter(bob, channel, "Bob")
    await enter(cyd, channel, "Cyd")
    await say(ada, "Good evening, @Bob: https://example.org/tonight.")
    for page in pages:
        await sees(page, "Good evening")
    link = line(cyd, "Good evening").get_by_role("link")
    assert await link.get_attribute("href") == "https://example.org/tonight"
    assert (await link.get_attribute("rel"), await link.get_attribute("target")) == ("noopener nofollow ugc", "_blank")
    # Spoken to, and nobody else.
    await expect(line(bob, "Good evening").locator(".lit")).to_have_count(1)
    await expect(line(cyd, "Good evening").locator(".lit")).to_have_count(0)

    await use(await sees(bob, "Good evening"), "Answer")
    await say(bob, "Good evening to you")
    await expect((await sees(ada, "Good evening to you")).get_by_role("button", name="answers")).to_be_visible()

    await use(line(bob, "Good evening").first, "React")
    await bob.get_by_role("dialog", name="React to a line of Ada").get_by_role("button", name="🎉").click()
    reaction = line(cyd, "Good evening").first.get_by_role("button", name="🎉, 1")
    await expect(reaction).to_be_visible(timeout=LONG)
    await reaction.click()
    own = line(bob, "Good evening").first.get_by_role("button", name="🎉, 2")
    await expect(own).to_have_attribute("aria-pressed", "true", timeout=LONG)
    # A page that is loaded anew knows what was its person's.
    await bob.reload()
    await expect(own).to_have_attribute("aria-pressed", "true", timeout=LONG)
    await own.click()
    await expect(line(ada, "Good evening").first.get_by_role("button", name="🎉, 1")).to_be_visible(timeout=LONG)

    # What was written last is changed by the key for up, and taken back by the mouse.
    await say(cyd, "from my fone")
    await sees(cyd, "from my fone")
    await field(cyd).press("ArrowUp")
    await expect(field(cyd)).to_have_value("from my fone")
    await say(cyd, "from my phone")
    await expect((await sees(ada, "from my phone")).get_by_text("(edited)")).to_be_visible()
    await use(await sees(bob, "Good evening to you"), "Delete")
    await expect(line(cyd, "took back a line")).to_have_count(1, timeout=LONG)
    assert await cyd.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def test_a_nick_that_is_taken_is_asked_for_again_in_words(pages: tuple[Page, Page, Page], channel: str) -> None:
    _, bob, cyd = pages
    await enter(bob, channel, "Bob")
    await cyd.goto(f"/{channel}")
    nick = cyd.get_by_label("Choose a nick to chat")
    await nick.fill("B0b")
    await nick.press("Enter")
    await expect(cyd.get_by_role("alert").filter(has_text="called Bob already")).to_be_visible(timeout=LONG)
    await nick.fill("Ada")
    await nick.press("Enter")
    await expect(cyd.get_by_role("alert").filter(has_text="account")).to_be_visible(timeout=LONG)
    await cyd.get_by_role("button", name="instead").click()
    await expect(field(cyd)).to_be_visible(timeout=LONG)
    # It is remembered.
    await say(cyd, "what am I called?")
    first = await (await sees(bob, "what am I called?")).locator(".nick").inner_text()
    await cyd.reload()
    await expect(field(cyd)).to_be_visible(timeout=LONG)
    assert first.startswith("Ada")
    await say(cyd, "still the same")
    await expect((await sees(bob, "still the same")).locator(".nick")).to_have_text(first)


async def test_private_lines_are_apart_and_for_two_alone(pages: tuple[Page, Page, Page], channel: str) -> None:
    ada, bob, cyd = pages
    await enter(ada, channel)
    await enter(bob, channel, "Bob")
    await enter(cyd, channel, "Cyd")
    await say(bob, "/private Ada between us")
    await ada.get_by_role("button", name="Read").click(timeout=LONG)
    private = ada.get_by_role("region", name="Only Bob and you")
    await expect(private.get_by_text("between us")).to_be_visible()
    await expect(private.get_by_text("the server can read them")).to_be_visible()
    await private.get_by_role("combobox", name="Private message to Bob").fill("of course")
    await ada.keyboard.press("Enter")
    await bob.get_by_role("button", name="Private lines: 1").click(timeout=LONG)
    await bob.get_by_role("button", name="Ada").click()
    await expect(bob.get_by_role("log", name="Private lines with Ada").get_by_text("of course")).to_be_visible()
    # After all of it: a line for everybody, which came later than anything that could have come.
    await ada.get_by_role("button", name="Close: Only Bob and you").click()
    await say(ada, "and now to everybody")
    await sees(cyd, "and now to everybody")
    assert "between us" not in await cyd.locator("body").inner_text()
    await cyd.get_by_role("button", name="Private lines", exact=True).click()
    await expect(cyd.get_by_text("Nobody wrote to you alone yet")).to_be_visible()


async def test_what_is_new_is_marked_and_the_newest_is_a_press_away(
    stage: Server, pages: tuple[Page, Page, Page], channel: str
) -> None:
    ada, bob, _ = pages
    await fill(stage, channel, [f"old line {number}" for number in range(260)])
    await enter(ada, channel)
    await enter(bob, channel, "Bob")
    await sees(bob, "old line 259")
    listed = bob.get_by_role("log", name="Chat messages")
    await listed.hover()
    for _ in range(60):
        if await line(bob, "old line 0").count() and not await listed.evaluate("list => list.scrollTop"):
            break
        await bob.mouse.wheel(0, -1_500)
        await bob.wait_for_timeout(100)
    await sees(bob, "old line 0")
    # Of what is held only some is drawn.
    assert await listed.locator("[data-key]").count() < 120

    await say(ada, "something new")
    await expect(bob.get_by_role("button", name="1 new line")).to_be_visible(timeout=LONG)
    # What is read stays where it is.
    await expect(line(bob, "old line 0")).to_be_in_viewport()
    await bob.get_by_role("button", name="1 new line").click()
    await expect(await sees(bob, "something new")).to_be_in_viewport(timeout=LONG)
    await expect(bob.get_by_role("button", name="1 new line")).to_have_count(0)

    await bob.get_by_role("button", name="Search").click()
    await bob.get_by_role("searchbox").fill("line 17")
    await bob.get_by_role("button").filter(has_text="old line 17").last.click(timeout=LONG)
    await expect(line(bob, "old line 17").first).to_be_in_viewport(timeout=LONG)


async def test_a_line_of_long_ago_is_shown_read_on_and_left_for_the_newest(
    stage: Server, pages: tuple[Page, Page, Page], channel: str
) -> None:
    ada, bob, _ = pages
    await fill(stage, channel, [f"old line {number}." for number in range(1_000)])
    await enter(ada, channel)
    await enter(bob, channel, "Bob")
    await sees(bob, "old line 999.")
    await ada.get_by_role("button", name="Search").click()
    await ada.get_by_role("searchbox").fill("line 30")
    await ada.get_by_role("button").filter(has_text="old line 30.").click(timeout=LONG)
    await expect(line(ada, "old line 30.")).to_be_in_viewport(timeout=LONG)
    await use(line(ada, "old line 30."), "Pin")
    # Whoever writes is with the newest lines again.
    await say(ada, "look at that")
    await expect(await sees(ada, "look at that")).to_be_in_viewport(timeout=LONG)
    await sees(bob, "look at that")

    await bob.get_by_role("button", name="Go to the pinned line").click(timeout=LONG)
    await expect(line(bob, "old line 30.")).to_be_in_viewport(timeout=LONG)
    await say(ada, "something new")
    await expect(bob.get_by_role("button", name="1 new line")).to_be_visible(timeout=LONG)
    # Read on without a gap, beyond what came with that line.
    listed = bob.get_by_role("log", name="Chat messages")
    await listed.hover()
    for number in range(31, 200):
        if await line(bob, f"old line {number}.").count() == 0:
            await bob.mouse.wheel(0, 400)
        await expect(line(bob, f"old line {number}.")).to_have_count(1, timeout=LONG)
    await bob.get_by_role("button", name="1 new line").click()
    await expect(await sees(bob, "something new")).to_be_in_viewport(timeout=LONG)
    await expect(line(bob, "old line 30.")).to_have_count(0)
    # What is looked at meanwhile takes nobody away from where they read.
    await bob.get_by_role("button", name="Go to the pinned line").click()
    await expect(line(bob, "old line 30.")).to_be_in_viewport(timeout=LONG)
    await bob.get_by_role("button", name="People").click()
    await bob.keyboard.press("Escape")
    await expect(line(bob, "old line 30.")).to_be_in_viewport(timeout=LONG)


async def test_a_line_survives_the_end_of_the_server(server: Server, browser: Browser) -> None:
    session = await person(server, "Ada", "owner")
    async with browsing(browser, server.url, session) as ada, browsing(browser, server.url) as bob:
        await asked(ada.context, server, "POST", "/channels", {"name": "lobby"})
        await enter(ada, "lobby")
        await enter(bob, "lobby", "Bob")
        await say(bob, "before")
        await sees(ada, "before")
        await server.kill()
        await expect(bob.get_by_text("The connection is lost")).to_be_visible(timeout=LONG)
        await say(bob, "meanwhile")
        await expect(bob.get_by_label("Being sent")).to_contain_text("meanwhile")
        await server.start()
        await sees(bob, "meanwhile")
        await sees(ada, "meanwhile")
        await expect(bob.get_by_label("Being sent")).to_have_count(0)
        await expect(bob.get_by_text("The connection is lost")).to_have_count(0)
        await sees(ada, "before")


async def test_the_chat_is_used_by_keys_alone(pages: tuple[Page, Page, Page], channel: str) -> None:
    ada, bob, _ = pages
    await enter(ada, channel)
    await enter(bob, channel, "Bob")
    await say(ada, "first")
    await say(ada, "second")
    await sees(bob, "second")
    await field(bob).focus()
    await bob.keyboard.press("ArrowUp")
    await expect(line(bob, "second")).to_be_focused()
    await bob.keyboard.press("ArrowUp")
    await expect(line(bob, "first")).to_be_focused()
    await bob.keyboard.press("r")
    await expect(bob.get_by_text("Answering Ada: first")).to_be_visible()
    await expect(field(bob)).to_be_focused()
    await bob.keyboard.type("@a")
    await expect(bob.get_by_role("option", name="Ada")).to_have_attribute("aria-selected", "true")
    await bob.keyboard.press("Tab")
    await bob.keyboard.type("by keys")
    await expect(field(bob)).to_have_value("@Ada by keys")
    await bob.keyboard.press("Enter")
    await expect((await sees(ada, "by keys")).locator(".lit")).to_have_count(1)
    # A command is completed, and its faults are told with what to type.
    await bob.keyboard.type("/bloc")
    await bob.keyboard.press("Tab")
    await expect(field(bob)).to_have_value("/block ")
    await field(bob).fill("/blok Ada")
    await bob.keyboard.press("Enter")
    await expect(bob.get_by_role("alert").filter(has_text="/block")).to_be_visible(timeout=LONG)
    await expect(field(bob)).to_have_value("/blok Ada")


async def test_a_chat_stands_alone_and_in_frames_of_other_sites(
    stage: Server, pages: tuple[Page, Page, Page], channel: str
) -> None:
    ada, bob, _ = pages
    await enter(ada, channel)
    async with ada.expect_popup() as opened:
        await ada.get_by_role("link", name="Open the chat in a window of its own").click()
    window = await opened.value
    await expect(field(window)).to_be_visible(timeout=LONG)
    await say(window, "from a window")
    await sees(ada, "from a window")
    # As a frame on another site's page, where this browser shows no cookies.
    html = f"<!doctype html><iframe src='{stage.url}/embed/{channel}/chat' width=360 height=540></iframe>"
    async with page_elsewhere(html) as address:
        await bob.goto(by_name(address))
        frame = bob.frame_locator("iframe")
        await frame.get_by_label("Choose a nick to chat").fill("Framed")
        await bob.keyboard.press("Enter")
        write = frame.get_by_role("combobox", name="Message", exact=True)
        await write.fill("from a frame", timeout=LONG)
        await write.press("Enter")
        await sees(ada, "from a frame")
