"""One's own account: name, password, what the site holds, and its end."""

import asyncio
import json

from tests.api.v1.house import OFFICE, OTHER, PASSWORD, House

QUARTER = 15 * 60


async def test_nobody_is_told_to_sign_in(home: House) -> None:
    answer = await home.ask("GET", "/me")
    assert (answer.status, answer.json()) == (401, {"error": {"code": "sign_in_needed", "message": "sign in first"}})
    for method, path, body in (
        ("PATCH", "/me", {"name": "ann"}),
        ("PUT", "/me/password", {"new": OTHER}),
        ("DELETE", "/me", None),
        ("GET", "/me/export", None),
        ("GET", "/me/sessions", None),
        ("DELETE", "/me/sessions", None),
        ("DELETE", "/me/sessions/abc", None),
        ("GET", "/me/passkeys", None),
        ("POST", "/me/passkeys/options", None),
        ("POST", "/me/passkeys", {"name": "a", "credential": {}}),
        ("PATCH", "/me/passkeys/abc", {"name": "a"}),
        ("DELETE", "/me/passkeys/abc", None),
        ("GET", "/me/tokens", None),
        ("POST", "/me/tokens", {"name": "a", "scopes": ["read"]}),
        ("DELETE", "/me/tokens/abc", None),
    ):
        assert await home.code(method, path, body) == (401, "sign_in_needed")


async def test_a_program_is_told_what_its_token_is_for(home: House) -> None:
    await home.person("ann")
    me = (await home.ask("GET", "/me", headers=await home.token("ann", ["site", "read"]))).json()
    assert (me["session"], me["signed_in_at"], me["scopes"]) == (None, None, ["read", "site"])


async def test_a_token_is_for_its_scopes_alone(home: House) -> None:
    await home.person("ann")
    others = await home.token("ann", ["publish", "channels", "site"])
    read = await home.token("ann", ["read"])
    for path in ("/me", "/me/sessions", "/me/passkeys", "/me/tokens"):
        assert await home.code("GET", path, None, others) == (403, "not_allowed")
        assert await home.code("GET", path, None, read) == (200, "")
    for method, path, body in (
        ("PATCH", "/me", {"name": "anna"}),
        ("DELETE", "/me/sessions", None),
        ("DELETE", "/me/sessions/abc", None),
        ("PATCH", "/me/passkeys/abc", {"name": "a"}),
        ("DELETE", "/me/tokens/abc", None),
    ):
        assert await home.code(method, path, body, others) == (403, "not_allowed")
        assert await home.code(method, path, body, read) == (403, "not_allowed")


async def test_what_takes_an_account_over_or_away_is_for_no_token(home: House) -> None:
    await home.person("ann")
    token = await home.token("ann", ["read", "publish", "channels", "account", "site"])
    for method, path, body in (
        ("DELETE", "/me", None),
        ("GET", "/me/export", None),
        ("PUT", "/me/password", {"old": PASSWORD, "new": OTHER}),
        ("POST", "/me/tokens", {"name": "a", "scopes": ["read"]}),
        ("POST", "/me/passkeys/options", None),
        ("POST", "/me/passkeys", {"name": "a", "credential": {}}),
        ("DELETE", "/me/passkeys/abc", None),
    ):
        assert await home.code(method, path, body, token) == (403, "not_allowed")


async def test_a_bad_token_is_refused_whatever_cookie_comes_with_it(home: House) -> None:
    ann = await home.person("ann")
    for shown in ("Bearer fla_gone", "Bearer", "", "Basic YW5uOnBsdW0=", "fla_gone"):
        assert await ann.code("GET", "/me", authorization=shown) == (401, "sign_in_refused")
    token = (await home.token("ann", ["read"]))["authorization"].removeprefix("Bearer ")
    assert await ann.code("GET", "/me", authorization=f"bearer  {token}") == (200, "")
    assert (await ann.ask("GET", "/me", authorization=f"Bearer {token}")).json()["session"] is None


async def test_what_lets_others_in_or_ends_all_wants_a_recent_sign_in(home: House) -> None:
    ann = await home.person("ann")
    home.clock.forward(QUARTER)
    assert await ann.code("GET", "/me/export") == (200, "")
    home.clock.forward(1)
    for method, path, body in (
        ("GET", "/me/export", None),
        ("DELETE", "/me", None),
        ("POST", "/me/tokens", {"name": "a", "scopes": ["read"]}),
        ("POST", "/me/passkeys/options", None),
        ("POST", "/me/passkeys", {"name": "a", "credential": {}}),
        ("DELETE", "/me/passkeys/abc", None),
    ):
        assert await ann.code(method, path, body) == (401, "sign_in_stale")
    assert (await ann.ask("GET", "/me")).status == 200
    await ann.sign_in("ann")
    assert await ann.code("GET", "/me/export") == (200, "")


async def test_a_name_is_changed(home: House) -> None:
    ann = await home.person("ann")
    await home.people.create("bob", None, "member")
    assert (await ann.ask("PATCH", "/me", {"name": "Anne"})).json()["name"] == "Anne"
    assert (await ann.told("/me"))["name"] == "Anne"
    assert await ann.code("PATCH", "/me", {"name": "b0b"}) == (409, "name_taken")
    assert await ann.code("PATCH", "/me", {"name": "a\tb"}) == (422, "name_invalid")
    assert await ann.code("PATCH", "/me", {"name": "ann", "role": "owner"}) == (422, "request_invalid")


async def test_a_password_is_changed_by_who_knows_it_and_other_browsers_are_out(home: House) -> None:
    ann, elsewhere = await home.person("ann"), home.browser(address=OFFICE)
    await elsewhere.sign_in("ann")
    # It asks for the one so far instead of a recent sign-in.
    home.clock.forward(QUARTER * 2)
    assert await ann.code("PUT", "/me/password", {"old": OTHER, "new": OTHER}) == (401, "sign_in_refused")
    assert await ann.code("PUT", "/me/password", {"new": OTHER}) == (401, "sign_in_refused")
    assert await ann.code("PUT", "/me/password", {"old": PASSWORD, "new": "anns"}) == (422, "password_weak")
    assert await ann.code("PUT", "/me/password", {"old": PASSWORD, "new": OTHER}) == (204, "")
    assert (await ann.ask("GET", "/me")).status == 200
    assert await elsewhere.code("GET", "/me") == (401, "sign_in_needed")
    await elsewhere.sign_in("ann", OTHER)


async def test_the_password_is_not_guessed_in_an_open_browser(home: House) -> None:
    ann = await home.person("ann")
    for _ in range(5):
        assert await ann.code("PUT", "/me/password", {"old": OTHER, "new": OTHER}) == (401, "sign_in_refused")
    assert await ann.code("PUT", "/me/password", {"old": PASSWORD, "new": OTHER}) == (429, "slow_down")


async def test_the_first_password_wants_a_recent_sign_in(home: House) -> None:
    ann = home.browser()
    id = (await home.people.create("ann", None, "member")).id
    async with home.store.write() as session:
        ann.cookies = {"footlight": (await home.sessions.begin(session, id, "")).secret}
    home.clock.forward(QUARTER + 1)
    assert await ann.code("PUT", "/me/password", {"new": PASSWORD}) == (401, "sign_in_stale")
    async with home.store.write() as session:
        ann.cookies = {"footlight": (await home.sessions.begin(session, id, "")).secret}
    assert await ann.code("PUT", "/me/password", {"new": PASSWORD}) == (204, "")
    await home.browser().sign_in("ann")


async def test_what_the_site_holds_is_a_file_to_keep_without_secrets(home: House) -> None:
    ann = await home.person("ann")
    await home.token("ann", ["read"])
    answer = await ann.ask("GET", "/me/export")
    assert answer.headers["content-disposition"] == 'attachment; filename="footlight-account.json"'
    assert answer.headers["content-type"] == "application/json"
    assert '"ann"' in json.dumps(answer.json())
    for secret in (ann.cookies["footlight"], "$argon2", "hash"):
        assert secret.encode() not in answer.body


async def test_an_account_ends_with_all_that_is_its_own(home: House) -> None:
    ann = await home.person("ann")
    before = dict(ann.cookies)
    token = await home.token("ann", ["read"])
    assert await ann.code("DELETE", "/me") == (204, "")
    assert ann.cookies == {}
    ann.cookies = before
    assert await ann.code("GET", "/me") == (401, "sign_in_needed")
    assert await home.code("GET", "/me", None, token) == (401, "sign_in_refused")
    assert await ann.code("POST", "/session", {"name": "ann", "password": PASSWORD}) == (401, "sign_in_refused")


async def test_one_person_exports_once_at_a_time(home: House) -> None:
    ann = await home.person("ann")
    codes = await asyncio.gather(*(ann.code("GET", "/me/export") for _ in range(4)))
    assert sorted(codes) == [(200, "")] + [(429, "limit_reached")] * 3
    assert (await ann.told("/me/export"))["account"]["name"] == "ann"
