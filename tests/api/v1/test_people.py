"""Making accounts, and those who run the site with them."""

import pytest

from footlight.accounts.identity import SiteRole
from footlight.settings import SignUp
from tests.api.v1.house import OFFICE, OTHER, PASSWORD, SCREEN, House, code_of


def asked(name: str, invitation: str | None = None, password: str = PASSWORD) -> dict[str, str | None]:
    return {"name": name, "password": password, "invitation": invitation}


async def test_who_signs_up_has_an_account_and_is_signed_in(home: House) -> None:
    ann = home.browser()
    answer = await ann.ask("POST", "/people", {"name": "Ann", "password": PASSWORD})
    assert answer.status == 201
    assert (answer.json()["name"], answer.json()["role"]) == ("Ann", "member")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert await ann.told("/me") == answer.json()


async def test_signing_up_ends_the_session_of_the_same_browser(home: House) -> None:
    ann = await home.person("ann")
    before = home.browser()
    before.cookies = dict(ann.cookies)
    assert await ann.code("POST", "/people", asked("bob")) == (201, "")
    assert (await ann.told("/me"))["name"] == "bob"
    assert await before.code("GET", "/me") == (401, "sign_in_needed")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (asked("ann"), 409, "name_taken"),
        (asked("A-N-N"), 409, "name_taken"),
        (asked("a"), 422, "name_invalid"),
        (asked("x" * 200), 422, "name_invalid"),
        (asked("root"), 422, "name_invalid"),
        (asked("<b>bob</b>"), 422, "name_invalid"),
        (asked("bob", password="short"), 422, "password_weak"),
        (asked("bob", password="password123"), 422, "password_weak"),
        (asked("bob", password="p" * 300), 422, "password_weak"),
        (asked("bob", "fli_none"), 403, "invitation_invalid"),
        ({"name": "bob"}, 422, "request_invalid"),
        (asked("bob") | {"role": "owner"}, 422, "request_invalid"),
    ],
)
async def test_what_cannot_be_is_told_and_makes_nothing(
    home: House, body: dict[str, str], status: int, code: str
) -> None:
    await home.person("ann")
    browser = home.browser()
    assert await browser.code("POST", "/people", body) == (status, code)
    assert browser.cookies == {}
    assert [person.name for person in await home.people.list()] == ["ann"]


@pytest.mark.parametrize(
    ("sign_up", "bare", "invited"),
    [("open", 201, 201), ("invitation", 403, 201), ("closed", 403, 201)],
)
async def test_who_may_come_is_set(home: House, sign_up: SignUp, bare: int, invited: int) -> None:
    home.people.admit(sign_up)
    secret = (await home.invitations.new()).secret
    assert (await home.browser().ask("POST", "/people", asked("bob"))).status == bare
    assert (await home.browser().ask("POST", "/people", asked("cat", secret))).status == invited


async def test_a_site_is_set_up_by_its_link_once(home: House) -> None:
    home.people.admit("invitation")
    assert await home.browser().told("/site") == {"sign_up": "invitation", "set_up": False}
    link = await home.invitations.set_up()
    assert link is not None
    ann = home.browser()
    assert (await ann.ask("POST", "/people", asked("ann", link.secret))).json()["role"] == "owner"
    assert await home.browser().told("/site") == {"sign_up": "invitation", "set_up": True}
    assert await home.browser().code("POST", "/people", asked("bob", link.secret)) == (403, "invitation_invalid")


async def test_accounts_are_not_made_without_an_end(home: House) -> None:
    crowd = home.browser(address=OFFICE)
    for number in range(20):
        # What is refused counts too.
        await crowd.ask("POST", "/people", asked(f"person{number}", password="short"))
    answer = await crowd.ask("POST", "/people", asked("person20"))
    assert code_of(answer) == (429, "slow_down")
    assert int(answer.headers["retry-after"]) >= 1
    assert (await home.browser().ask("POST", "/people", asked("ann"))).status == 201
    # Signing in has a count of its own.
    await home.person("bob")
    await crowd.sign_in("bob")


async def test_a_class_may_come_at_once_where_it_was_invited(home: House) -> None:
    secret = (await home.invitations.new(uses=25)).secret
    for number in range(22):
        browser = home.browser(address=OFFICE)
        assert await browser.code("POST", "/people", asked(f"pupil{number}x", secret)) == (201, "")


async def test_accounts_are_listed_for_those_who_run_the_site(home: House) -> None:
    owner = await home.person("owen", "owner")
    for name in ("bob", "cat", "dan"):
        await home.people.create(name, None, "member")
    found = (await owner.told("/people?limit=2"))["people"]
    assert [one["name"] for one in found] == ["bob", "cat"]
    assert found[0] == {
        "name": "bob",
        "role": "member",
        "created_at": "2023-11-14T22:13:20Z",
        "suspended_at": None,
        "has_password": False,
    }
    assert [one["name"] for one in (await owner.told("/people?after=cat"))["people"]] == ["dan", "owen"]
    for query in ("limit=0", "limit=501", "limit=x", f"after={'a' * 129}"):
        assert await owner.code("GET", f"/people?{query}") == (422, "request_invalid")


async def test_others_run_nothing(home: House) -> None:
    ann = await home.person("ann")
    await home.person("owen", "owner")
    for headers in (
        {"cookie": f"footlight={ann.cookies['footlight']}", "origin": SCREEN},
        await home.token("owen", ["read", "account"]),
        await home.token("ann", ["site"]),
    ):
        assert await home.code("GET", "/people", None, headers) == (403, "not_allowed")
        assert await home.code("PATCH", "/people/ann", {"role": "owner"}, headers) == (403, "not_allowed")
        assert await home.code("DELETE", "/people/owen", None, headers) == (403, "not_allowed")
    assert await home.code("GET", "/people") == (401, "sign_in_needed")
    assert await home.code("DELETE", "/people/owen") == (401, "sign_in_needed")


async def test_an_owner_says_who_is_what(home: House) -> None:
    owner = await home.person("owen", "owner")
    await home.people.create("Bob", None, "member")
    for role in ("admin", "owner", "member"):
        answer = await owner.ask("PATCH", "/people/BOB", {"role": role})
        assert (answer.status, answer.json()["name"], answer.json()["role"]) == (200, "Bob", role)
    assert await owner.code("PATCH", "/people/bob", {"role": "king"}) == (422, "request_invalid")
    assert await owner.code("PATCH", "/people/nobody", {"role": "admin"}) == (404, "person_unknown")
    assert await owner.code("DELETE", "/people/%20") == (404, "person_unknown")
    assert (await owner.ask("PATCH", "/people/bob", {})).json()["role"] == "member"


async def test_who_is_suspended_is_out_at_once_until_let_in_again(home: House) -> None:
    owner, bob = await home.person("owen", "owner"), await home.person("bob")
    token = await home.token("bob", ["read"])
    assert (await owner.ask("PATCH", "/people/bob", {"suspended": True})).json()["suspended_at"] is not None
    assert await bob.code("GET", "/me") == (401, "sign_in_needed")
    assert await home.code("GET", "/me", None, token) == (401, "sign_in_refused")
    assert (await owner.ask("PATCH", "/people/bob", {"suspended": False})).json()["suspended_at"] is None
    assert await home.code("GET", "/me", None, token) == (200, "")
    await bob.sign_in("bob")


@pytest.mark.parametrize("role", ["owner", "admin"])
@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("PATCH", {"role": "member"}),
        ("PATCH", {"suspended": True}),
        ("PATCH", {"suspended": False}),
        ("DELETE", None),
    ],
)
async def test_an_admin_touches_nobody_who_runs_the_site(
    home: House, role: SiteRole, method: str, body: dict[str, object] | None
) -> None:
    admin = await home.person("adam", "admin")
    for name in ("owen", "opal"):
        await home.people.create(name, None, role)
    assert await admin.code(method, "/people/owen", body) == (403, "not_allowed")
    found = await home.people.find("owen")
    assert (found.role, found.suspended_at) == (role, None)


async def test_an_admin_makes_nobody_run_the_site_and_keeps_members_out(home: House) -> None:
    admin = await home.person("adam", "admin")
    await home.people.create("bob", None, "member")
    for role in ("admin", "owner"):
        assert await admin.code("PATCH", "/people/bob", {"role": role}) == (403, "not_allowed")
        assert await admin.code("PATCH", "/people/bob", {"role": role, "suspended": True}) == (403, "not_allowed")
        assert await admin.code("PATCH", "/people/adam", {"role": role}) == (403, "not_allowed")
    assert (await home.people.find("bob")).suspended_at is None
    assert await admin.code("PATCH", "/people/bob", {"role": "member", "suspended": True}) == (200, "")
    assert await admin.code("DELETE", "/people/bob") == (204, "")
    assert await admin.code("DELETE", "/people/bob") == (404, "person_unknown")


async def test_the_last_owner_stays(home: House) -> None:
    owner = await home.person("owen", "owner")
    assert await owner.code("PATCH", "/people/owen", {"role": "member"}) == (409, "last_owner")
    assert await owner.code("PATCH", "/people/owen", {"suspended": True}) == (409, "last_owner")
    assert await owner.code("DELETE", "/me") == (409, "last_owner")
    # One who is suspended runs nothing.
    second = await home.people.create("opal", OTHER, "owner")
    await home.people.suspend(second.id)
    assert await owner.code("DELETE", "/me") == (409, "last_owner")
    await home.people.suspend(second.id, suspended=False)
    assert await owner.code("DELETE", "/people/owen") == (403, "not_allowed")
    assert await owner.code("DELETE", "/me") == (204, "")


async def test_a_program_runs_the_site_where_its_token_is_for_it(home: House) -> None:
    await home.person("owen", "owner")
    await home.people.create("bob", None, "member")
    token = await home.token("owen", ["site"])
    assert await home.code("GET", "/people", None, token) == (200, "")
    assert await home.code("DELETE", "/people/bob", None, token) == (204, "")
    assert await home.code("DELETE", "/people/owen", None, token) == (403, "not_allowed")
    assert await home.code("GET", "/me", None, token) == (403, "not_allowed")


async def test_a_page_of_another_site_runs_nothing(home: House) -> None:
    owner = await home.person("owen", "owner")
    await home.people.create("bob", None, "member")
    assert await owner.code("DELETE", "/people/bob", origin="https://stage.example.net") == (403, "origin_refused")
