"""Channels in the browser: made, opened and closed to people, watched by those who may, and lost by the others."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.e2e.people import PASSWORD, asked, browsing, person
from tests.e2e.processes import SMALL, Footlight, Server
from tests.e2e.seeing import pictures

SOON = 20_000
"""Milliseconds for what takes a poll of the page, or a process, on a busy machine."""


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def ann(stage: Server) -> str:
    """The session of one who has channels."""
    return await person(stage, "Ann")


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def bob(stage: Server) -> str:
    """The session of one who watches."""
    return await person(stage, "Bob")


@pytest_asyncio.fixture(loop_scope="session")
async def ann_s(stage: Server, browser: Browser, ann: str) -> AsyncIterator[Page]:
    async with browsing(browser, stage.url, ann) as page:
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def stranger_s(stage: Server, browser: Browser) -> AsyncIterator[Page]:
    async with browsing(browser, stage.url) as page:
        yield page


async def make(page: Page, stage: Server, name: str, **change: str) -> None:
    """Make a channel of the person whose page it is."""
    await asked(page.context, stage, "POST", "/channels", {"name": name})
    if change:
        await asked(page.context, stage, "PATCH", f"/channels/{name}", change)


async def open_to(page: Page, who: str) -> None:
    """Choose who may watch, on the page of a channel's settings."""
    panel = page.get_by_role("region", name="Who may watch")
    await panel.get_by_role("radio", name=who).check()
    await panel.get_by_role("button", name="Save").click()
    await expect(panel.get_by_text("Saved")).to_be_visible()


@pytest.mark.usefixtures("bob")
async def test_members_watch_a_channel_and_lose_it_when_they_are_no_longer_invited(
    stage: Server, ann_s: Page, stranger_s: Page
) -> None:
    await ann_s.goto("/channels")
    await expect(ann_s.get_by_role("heading", name="Make your first channel")).to_be_visible()
    await ann_s.get_by_label("Name").fill("The Club")
    await expect(ann_s.get_by_text("Small letters only")).to_be_visible()
    await ann_s.get_by_label("Name").fill("club")
    await ann_s.get_by_label("Title").fill("The Club")
    await ann_s.get_by_role("button", name="Make the channel").click()
    await expect(ann_s.get_by_role("heading", name="The Club")).to_be_visible()
    await open_to(ann_s, "People with an account here")

    async with await stage.send("club", "test", *SMALL):
        await stranger_s.goto("/embed/club")
        await expect(stranger_s.locator("footlight-player .banner")).to_contain_text("Sign in to watch")
        await expect(stranger_s.get_by_role("link", name="Open the channel’s page")).to_have_attribute(
            "href", f"{stage.url}/club"
        )

        # The same browser signs in, and is led back.
        await stranger_s.goto("/club")
        await stranger_s.get_by_role("main").get_by_role("link", name="Sign in", exact=True).click()
        await stranger_s.get_by_label("Name").fill("Bob")
        await stranger_s.get_by_label("Password", exact=True).fill(PASSWORD)
        await stranger_s.get_by_role("button", name="Sign in", exact=True).click()
        bob_s = stranger_s
        await bob_s.wait_for_url("**/club")
        await pictures(bob_s, 5)

        closed = bob_s.get_by_role("heading", name="You may watch this no longer")
        await open_to(ann_s, "People I invite")
        await expect(closed).to_be_visible()
        await expect(bob_s.locator("footlight-player")).to_have_count(0)

        # On the list he is let in again, without doing anything; this time with Media Source.
        people = ann_s.get_by_role("region", name="People", exact=True)
        await people.get_by_label("Name").fill("Bob")
        await people.get_by_role("button", name="Add").click()
        player = bob_s.locator("footlight-player")
        await expect(player).to_have_count(1, timeout=SOON)
        await pictures(bob_s, 3)
        await player.evaluate("player => player.setAttribute('engine', 'mse')")
        await pictures(bob_s, 3)
        await people.get_by_role("button", name="Remove Bob").click()
        await expect(closed).to_be_visible()


async def test_a_channel_with_a_password_opens_to_the_right_one(stage: Server, ann_s: Page, stranger_s: Page) -> None:
    await make(ann_s, stage, "den", visibility="password", password="open sesame")
    async with await stage.send("den", "test", *SMALL):
        await stranger_s.goto("/den")
        field = stranger_s.get_by_label("Password", exact=True)
        await field.fill("open barley")
        await field.press("Enter")
        await expect(stranger_s.get_by_text("This is not the password.")).to_be_visible()
        await field.fill("open sesame")
        await field.press("Enter")
        await pictures(stranger_s, 5)

        # Another password ends it for those who typed the old one.
        await asked(
            ann_s.context, stage, "PATCH", "/channels/den", {"visibility": "password", "password": "open wheat"}
        )
        await expect(stranger_s.get_by_text("Who may watch was changed just now")).to_be_visible()
        await expect(stranger_s.locator("footlight-player")).to_have_count(0)


async def test_who_is_followed_is_seen_live_among_those(stage: Server, browser: Browser, ann_s: Page, bob: str) -> None:
    await make(ann_s, stage, "talk")
    async with browsing(browser, stage.url, bob) as bob_s:
        await bob_s.goto("/")
        following = bob_s.get_by_role("region", name="Following")
        await expect(following.get_by_text("You follow nobody yet")).to_be_visible()
        await bob_s.goto("/talk")
        await bob_s.get_by_role("button", name="Follow talk").click()
        await expect(bob_s.get_by_role("button", name="Following talk")).to_have_text("Following 1")
        await bob_s.goto("/")
        await expect(following.get_by_text("None of those you follow is live")).to_be_visible()
        async with await stage.send("talk", "test", *SMALL):
            await expect(following.get_by_role("article")).to_contain_text("talk", timeout=SOON)
            await expect(following.get_by_role("article").get_by_role("img")).to_have_count(0)
            await following.get_by_role("link", name="talk").click()
            await pictures(bob_s, 3)


async def test_a_key_of_the_page_sends_and_its_end_ends_the_broadcast(
    stage: Server, ann_s: Page, stranger_s: Page
) -> None:
    await make(ann_s, stage, "show")
    await ann_s.goto("/channels/show")
    keys = ann_s.get_by_role("region", name="Stream keys")
    await keys.get_by_label("Name of a new key").fill("studio")
    await keys.get_by_role("button", name="Make a key").click()
    secret = await keys.get_by_role("textbox", name="Stream key").input_value()
    command = await keys.get_by_role("textbox", name="Send a screen with it").input_value()
    assert command == f"footlight send screen --to {stage.url}/show --key {secret}"

    async with await Footlight.start(
        "send", "test", "--to", f"{stage.url}/show", "--json",
        folder=stage.folder, environment={"FOOTLIGHT_KEY": secret},
    ) as sender:  # fmt: skip
        await sender.line()
        await stranger_s.goto("/show")
        await pictures(stranger_s, 5)
        await keys.get_by_role("button", name="Revoke studio").click()
        await ann_s.get_by_role("dialog").get_by_role("button", name="Revoke it").click()
        await expect(keys.get_by_text("There is no key yet")).to_be_visible()
        assert await sender.ended() == 5
        await expect(stranger_s.locator("footlight-player .banner")).to_contain_text("The broadcast has ended")


async def test_a_channel_has_a_picture_and_can_be_given_away_and_deleted(
    stage: Server, browser: Browser, ann_s: Page, bob: str, tmp_path: Path
) -> None:
    await make(ann_s, stage, "stall")
    (tmp_path / "note.txt").write_text("no picture")
    await ann_s.goto("/channels/stall")
    panel = ann_s.get_by_role("region", name="Picture")
    chosen = panel.locator("input[type=file]")
    await chosen.set_input_files(tmp_path / "note.txt")
    await expect(panel.get_by_text("This is no JPEG, PNG or WebP file.")).to_be_visible()
    picture = tmp_path / "picture.png"
    await panel.screenshot(path=picture)
    await chosen.set_input_files(picture)
    await panel.get_by_role("button", name="Use this picture").click()
    await expect(panel.get_by_role("button", name="Remove it")).to_be_visible(timeout=SOON)

    about = ann_s.get_by_role("region", name="What it is")
    await about.get_by_label("Title").fill("The Stall")
    await about.get_by_role("button", name="Save").click()
    await expect(about.get_by_text("Saved")).to_be_visible()
    await ann_s.get_by_label("Name of the new owner").fill("Bob")
    await ann_s.get_by_role("button", name="Give it away…").click()
    await ann_s.get_by_label("Type stall to go on").fill("stall")
    await ann_s.get_by_role("dialog").get_by_role("button", name="Give it away", exact=True).click()
    # As a moderator she has the list of people, and nothing that is the owner's.
    await expect(about).to_have_count(0)
    await expect(ann_s.get_by_role("region", name="People", exact=True)).to_be_visible()

    async with browsing(browser, stage.url, bob) as bob_s:
        await bob_s.goto("/stall")
        await expect(bob_s.get_by_text("by Bob")).to_be_visible()
        await expect(bob_s.locator("footlight-player .poster")).to_be_visible()
        await bob_s.get_by_role("link", name="Settings").click()
        await bob_s.get_by_role("button", name="Delete stall…").click()
        await expect(bob_s.get_by_role("button", name="Delete it")).to_be_disabled()
        await bob_s.get_by_label("Type stall to go on").fill("stall")
        await bob_s.get_by_role("button", name="Delete it").click()
        await bob_s.wait_for_url("**/channels")
        await bob_s.goto("/stall")
        await expect(bob_s.get_by_role("heading", name="There is no channel “stall”")).to_be_visible()


async def test_a_moderator_ends_a_broadcast(stage: Server, browser: Browser, ann_s: Page, bob: str) -> None:
    await make(ann_s, stage, "yard")
    await asked(ann_s.context, stage, "PUT", "/channels/yard/people/bob", {"role": "moderator"})
    async with browsing(browser, stage.url, bob) as bob_s, await stage.send("yard", "test", *SMALL) as sender:
        await bob_s.goto("/channels/yard")
        await bob_s.get_by_role("button", name="End the broadcast").click()
        await bob_s.get_by_role("dialog").get_by_role("button", name="End it").click()
        assert await sender.ended() == 5
        await expect(bob_s.get_by_role("dialog")).to_have_count(0)
        await expect(bob_s.get_by_text("Off air")).to_be_visible()


async def test_a_phone_and_a_keyboard_reach_everything(stage: Server, ann_s: Page) -> None:
    await make(ann_s, stage, "attic")
    await ann_s.set_viewport_size({"width": 390, "height": 844})
    for address, shown in (("/", "Following"), ("/channels", "Your channels"), ("/attic", "attic")):
        await ann_s.goto(address)
        await expect(ann_s.get_by_role("heading", name=shown, exact=True)).to_be_visible()
        assert await ann_s.evaluate("document.documentElement.scrollWidth") <= 390, address

    await ann_s.goto("/channels/attic")
    await ann_s.get_by_role("region", name="Stream keys").get_by_role("button", name="Make a key").focus()
    assert await ann_s.evaluate("document.documentElement.scrollWidth") <= 390
    await ann_s.keyboard.press("Tab")
    await expect(ann_s.get_by_label("Name of the new owner")).to_be_focused()
    await ann_s.keyboard.press("Tab")
    await expect(ann_s.get_by_role("button", name="Give it away…")).to_be_focused()
    await ann_s.keyboard.press("Tab")
    delete = ann_s.get_by_role("button", name="Delete attic…")
    await expect(delete).to_be_focused()
    await ann_s.keyboard.press("Enter")
    dialog = ann_s.get_by_role("dialog", name="Delete attic for ever?")
    await expect(dialog.get_by_label("Type attic to go on")).to_be_focused()
    await ann_s.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(delete).to_be_focused()
