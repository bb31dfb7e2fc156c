"""Accounts as people have them: real pages in a real Chromium, on a real server that had nobody."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from sqlalchemy import update

from footlight.accounts.invitations import Invitations
from footlight.clock import SystemClock
from footlight.model.units import Micros
from footlight.store.models import Session
from footlight.store.store import open_store
from tests.e2e.people import LONG, PASSWORD, Site, browsing, person, printed_link, sign_in, sign_out
from tests.e2e.processes import Server
from tests.fakes.http import ask

HOUR = Micros(3_600_000_000)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> AsyncIterator[Site]:
    """A site whose owner made their account by the printed link; shared, as each test brings people of its own."""
    server = Server(tmp_path_factory.mktemp("site"))
    try:
        await server.start()
        site = Site(server, await printed_link(server))
        async with browsing(browser, site.url) as page:
            await page.goto(site.set_up)
            await page.get_by_label("Name", exact=True).fill("ada")
            assert page.url == f"{site.url}/set-up"
            await page.get_by_label("Password", exact=True).fill("password1234")
            await page.get_by_role("button", name="Make the account").click()
            await expect(page.get_by_label("Password", exact=True)).to_have_attribute(
                "aria-invalid", "true", timeout=LONG
            )
            await page.get_by_label("Password", exact=True).fill(PASSWORD)
            await page.get_by_role("button", name="Make the account").click()
            # On to the first channel.
            await page.wait_for_url(f"{site.url}/channels")
            await expect(page.get_by_role("button", name="ada", exact=True)).to_be_visible(timeout=LONG)
        yield site
    finally:
        await server.kill()


async def test_the_link_to_set_the_site_up_works_once(site: Site, page: Page) -> None:
    await page.goto(site.set_up)
    await expect(page.get_by_role("alert")).to_contain_text("This invitation was used", timeout=LONG)

    await page.goto(f"{site.url}/set-up")
    await page.reload()
    await expect(page.get_by_text("This site is set up already.")).to_be_visible(timeout=LONG)


async def test_who_signs_out_signs_in_again_and_is_back_where_they_were(site: Site, browser: Browser) -> None:
    async with site.newcomer(browser) as (name, page):
        await page.goto(f"{site.url}/")
        await sign_out(page, name)

        await page.goto(f"{site.url}/account")
        await page.locator("main").get_by_role("link", name="Sign in").click()
        await sign_in(page, name, "not the password")
        await expect(page.get_by_role("alert")).to_contain_text("not right", timeout=LONG)
        await sign_in(page, name.upper())
        await page.wait_for_url(f"{site.url}/account")
        await expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible(timeout=LONG)


async def test_a_sign_in_leads_to_no_other_site(site: Site, browser: Browser) -> None:
    async with site.newcomer(browser) as (name, page):
        await page.goto(f"{site.url}/")
        await sign_out(page, name)
        await page.goto(f"{site.url}/sign-in?next=//other.example/")
        await sign_in(page, name)
        await page.wait_for_url(f"{site.url}/")


async def test_who_guesses_is_told_how_long_to_wait(site: Site, browser: Browser) -> None:
    async with site.newcomer(browser) as (name, page):
        await page.goto(f"{site.url}/")
        await sign_out(page, name)
        await page.goto(f"{site.url}/sign-in")
        button, waiting = page.get_by_role("button", name="Sign in", exact=True), page.get_by_role("timer")
        for _ in range(8):
            await sign_in(page, name, "not the password")
            # The answer has come.
            await expect(page.get_by_role("button", name="Signing in…")).to_be_hidden(timeout=LONG)
            if await waiting.is_visible():
                break
        await expect(waiting).to_contain_text("You can try again")
        await expect(waiting).to_have_text("You can try again now.", timeout=LONG)
        await expect(button).to_be_enabled()


async def test_an_owner_invites_somebody_who_makes_an_account(site: Site, browser: Browser) -> None:
    async with browsing(browser, site.url) as page, browsing(browser, site.url) as other:
        await page.goto(f"{site.url}/sign-in?next=/account")
        await sign_in(page, "ada")
        await page.get_by_role("button", name="Make an invitation").click()
        link = await page.get_by_role("textbox", name="Link").input_value()

        await other.goto(link)
        await expect(other.get_by_text("You are invited to this site as a member.")).to_be_visible(timeout=LONG)
        assert other.url == f"{site.url}/sign-up"
        await other.get_by_label("Name", exact=True).fill("Ada")
        await other.get_by_label("Password", exact=True).fill(PASSWORD)
        await other.get_by_role("button", name="Make the account").click()
        await expect(other.get_by_text("Ada is taken")).to_be_visible(timeout=LONG)
        await expect(other.get_by_label("Name", exact=True)).to_be_focused()
        await other.get_by_label("Name", exact=True).fill("grace")
        await other.get_by_role("button", name="Make the account").click()
        await expect(other.get_by_role("button", name="grace", exact=True)).to_be_visible(timeout=LONG)
        await other.goto(f"{site.url}/account")
        await expect(other.get_by_role("heading", name="Access tokens")).to_be_visible(timeout=LONG)
        await expect(other.get_by_role("heading", name="Invitations")).to_be_hidden()

        # One that is taken back is good for nobody.
        await page.reload()
        await page.get_by_role("button", name="Make an invitation").click()
        link = await page.get_by_role("textbox", name="Link").input_value()
        await page.get_by_role("button", name="Take back").click()
        await expect(page.get_by_text("No invitation is open.")).to_be_visible(timeout=LONG)
    async with browsing(browser, site.url) as page:
        await page.goto(link)
        await expect(page.get_by_role("alert")).to_contain_text("taken back", timeout=LONG)


async def test_an_admin_invites_members_and_takes_back_no_owners_invitation(site: Site, browser: Browser) -> None:
    carol = await person(site.server, "carol", "admin")
    async with open_store(site.server.folder / "data") as store, browsing(browser, site.url, carol) as page:
        owners = await Invitations(store, SystemClock()).new(role="owner", uses=1, hours=1, by=None)
        await page.goto(f"{site.url}/account")
        panel = page.get_by_role("region", name="Invitations")
        await panel.get_by_role("button", name="Make an invitation").click(timeout=LONG)
        await expect(panel.get_by_role("group", name="The new invitation")).to_be_focused(timeout=LONG)
        await panel.get_by_role("button", name="I have it").click()
        await expect(panel.get_by_role("button", name="Make an invitation")).to_be_focused()
        await expect(panel.get_by_label("As", exact=True)).to_have_count(0)
        await expect(panel.get_by_text("For one owner")).to_be_visible()
        take_back = panel.get_by_role("button", name="Take back")
        await expect(take_back).to_have_count(1)
        await take_back.click()
        await expect(take_back).to_have_count(0, timeout=LONG)
        await Invitations(store, SystemClock()).revoke(owners.info.id)


async def test_a_passkey_is_made_and_used(site: Site, browser: Browser) -> None:
    async with site.newcomer(browser) as (name, page):
        keys = await page.context.new_cdp_session(page)
        await keys.send("WebAuthn.enable")
        await keys.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                }
            },
        )
        # The device is touched at once: what the browser offers by itself would be taken before the button is pressed.
        await page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")

        await page.goto(f"{site.url}/account")
        await page.get_by_label("Name of a new passkey").fill("the laptop")
        await page.get_by_role("button", name="Add a passkey").click()
        await expect(page.get_by_role("button", name="Rename the laptop")).to_be_visible(timeout=LONG)
        await sign_out(page, name)

        await page.goto(f"{site.url}/sign-in?next=/account")
        button = page.get_by_role("button", name="Sign in with a passkey")
        await button.click()
        await page.wait_for_url(f"{site.url}/account")

        await page.get_by_role("button", name="Rename the laptop").click()
        await page.get_by_label("Name of the passkey").fill("the old laptop")
        await page.get_by_role("button", name="Rename", exact=True).click()
        await page.get_by_role("button", name="Remove the old laptop").click()
        await page.get_by_role("dialog").get_by_role("button", name="Remove it").click()
        await expect(page.get_by_text("You have no passkey yet.")).to_be_visible(timeout=LONG)


async def test_a_session_is_ended_from_another_browser(site: Site, browser: Browser) -> None:
    async with site.newcomer(browser) as (name, page), browsing(browser, site.url) as other:
        await other.goto(f"{site.url}/sign-in?next=/account")
        await sign_in(other, name)
        await expect(other.get_by_text("This device")).to_be_visible(timeout=LONG)

        await page.goto(f"{site.url}/account")
        await page.get_by_role("button", name="Sign out Chrome on Linux").click()
        await expect(page.get_by_role("status").get_by_text("Chrome on Linux is signed out.")).to_be_attached(
            timeout=LONG
        )

        await other.get_by_role("button", name="Download my data").click()
        await expect(other.get_by_role("heading", name="Sign in to see your account")).to_be_visible(timeout=LONG)
        await expect(page.get_by_text("This device")).to_be_visible()


async def test_a_changed_password_is_the_one_from_then_on(site: Site, browser: Browser) -> None:
    async with site.newcomer(browser) as (name, page):
        await page.goto(f"{site.url}/account")
        await page.get_by_label("Password so far", exact=True).fill("not the password")
        await page.get_by_label("New password", exact=True).fill("walnut pigeon harbour lamp")
        await page.get_by_role("button", name="Change the password").click()
        await expect(page.get_by_text("The password so far is not right.")).to_be_visible(timeout=LONG)
        await page.get_by_label("Password so far", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Change the password").click()
        await expect(page.get_by_text("Changed ✓")).to_be_visible(timeout=LONG)

        await sign_out(page, name)
        await page.goto(f"{site.url}/sign-in?next=/account")
        await sign_in(page, name, "walnut pigeon harbour lamp")
        await page.wait_for_url(f"{site.url}/account")


async def test_a_token_is_shown_once_and_used_by_a_program(site: Site, browser: Browser) -> None:
    async with site.newcomer(browser) as (name, page):
        await page.goto(f"{site.url}/account")
        await page.get_by_label("Name of a new token").fill("backup script")
        await page.get_by_role("button", name="Make a token").click()
        token = await page.get_by_role("textbox", name="Access token").input_value()

        async def asked() -> tuple[int, Any]:
            answer = await ask(site.server.port, "/api/v1/me", headers={"authorization": f"Bearer {token}"})
            return answer.status, answer.json()

        status, me = await asked()
        assert (status, me["name"], me["scopes"]) == (200, name, ["read"])

        await page.reload()
        await expect(page.get_by_role("textbox", name="Access token")).to_be_hidden()
        await page.get_by_role("button", name="Revoke backup script").click()
        await page.get_by_role("dialog").get_by_role("button", name="Revoke it").click()
        await expect(page.get_by_text("You have made no token.")).to_be_visible(timeout=LONG)
        assert (await asked())[0] == 401


async def test_what_cannot_be_undone_wants_a_fresh_sign_in(site: Site, browser: Browser) -> None:
    async with site.newcomer(browser) as (_, page):
        await page.goto(f"{site.url}/account")
        await expect(page.get_by_text("This device")).to_be_visible(timeout=LONG)
        async with open_store(site.server.folder / "data") as store, store.write() as session:
            await session.execute(update(Session).values(created_at=Session.created_at - HOUR))

        # Who does not want to, is told that nothing was done.
        await page.get_by_role("button", name="Download my data").click()
        await page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
        await expect(page.get_by_text("Nothing was changed: it needs you to sign in again.")).to_be_visible(
            timeout=LONG
        )

        async with page.expect_download() as started:
            await page.get_by_role("button", name="Download my data").click()
            password = page.get_by_role("dialog").get_by_label("Password", exact=True)
            await expect(password).to_be_focused(timeout=LONG)
            await password.fill(PASSWORD)
            await password.press("Enter")
        download = await started.value
        assert download.suggested_filename == "footlight-account.json"
        await expect(page.get_by_text("Downloaded ✓")).to_be_visible(timeout=LONG)


async def test_an_account_is_taken_along_and_deleted(site: Site, browser: Browser) -> None:
    async with site.newcomer(browser) as (name, page):
        await page.goto(f"{site.url}/account")
        async with page.expect_download() as started:
            await page.get_by_role("button", name="Download my data").click()
        held = json.loads((await (await started.value).path()).read_text())
        assert held["account"]["name"] == name
        assert PASSWORD not in json.dumps(held)

        await page.get_by_role("button", name="Delete my account").click()
        sure = page.get_by_role("dialog").get_by_role("button", name="Delete it")
        await expect(sure).to_be_disabled()
        await page.get_by_label(f"Type {name} to go on").fill(name)
        await sure.click()
        await page.wait_for_url(f"{site.url}/")

        await page.goto(f"{site.url}/sign-in")
        await sign_in(page, name)
        await expect(page.get_by_role("alert")).to_contain_text("not right", timeout=LONG)


async def test_the_menu_is_worked_by_keys(site: Site, browser: Browser) -> None:
    async with site.newcomer(browser) as (name, page):
        await page.goto(f"{site.url}/")
        who, leads = page.get_by_role("button", name=name, exact=True), page.get_by_role("link", name="Account")
        await who.press("Enter")
        await expect(leads).to_be_visible()
        await page.keyboard.press("Tab")
        await page.keyboard.press("Escape")
        await expect(leads).to_be_hidden()
        await expect(who).to_be_focused()
        await who.press("Enter")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{site.url}/account")


async def test_a_page_says_that_the_server_is_away_and_goes_on(site: Site, browser: Browser) -> None:
    async with site.newcomer(browser) as (_, page):
        await page.goto(f"{site.url}/account")
        await page.route("**/api/v1/me/sessions", lambda route: asyncio.ensure_future(route.abort()))
        await page.reload()
        trouble = page.get_by_role("alert").filter(has_text="The server does not answer")
        await expect(trouble).to_be_visible(timeout=LONG)
        await page.unroute("**/api/v1/me/sessions")
        await page.get_by_role("button", name="Try again").click()
        await expect(page.get_by_text("This device")).to_be_visible(timeout=LONG)
