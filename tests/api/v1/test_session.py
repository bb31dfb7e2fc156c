"""Signing in and out: cookies, what is told, and what other sites cannot do."""

import pytest

from tests.api.v1.house import HOME, OFFICE, OTHER, PASSWORD, SCREEN, Browser, House, code_of
from tests.fakes.authenticator import Authenticator

ANN = {"name": "ann", "password": PASSWORD}
DAY = 24 * 3600
SECURE = "https://stage.example"


async def test_who_signs_in_is_told_who_they_are(home: House) -> None:
    ann = await home.person("Ann", "admin")
    answer = await ann.ask("POST", "/session", {"name": "ANN", "password": PASSWORD})
    me = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    assert me == await ann.told("/me")
    assert me == {
        "id": (await home.people.find("ann")).id,
        "name": "Ann",
        "role": "admin",
        "has_password": True,
        "created_at": "2023-11-14T22:13:20Z",
        "signed_in_at": "2023-11-14T22:13:20Z",
        "session": me["session"],
        "scopes": ["read", "publish", "channels", "chat", "account", "site"],
    }


async def test_a_page_asks_who_is_signed_in_without_an_error_where_nobody_is(home: House) -> None:
    ann = await home.person("ann")
    answer = await ann.ask("GET", "/session")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {"me": await ann.told("/me")}

    guest = home.browser()
    assert await guest.told("/session") == {"me": None}
    # One who was signed out elsewhere is a guest like others, and need not show the old cookie again.
    guest.cookies = {"footlight": "fls_gone"}
    assert await guest.told("/session") == {"me": None}
    assert guest.cookies == {}

    reader, sender = await home.token("ann", ["read"]), await home.token("ann", ["publish"])
    assert (await home.ask("GET", "/session", headers=reader)).json()["me"]["scopes"] == ["read"]
    assert (await home.ask("GET", "/session", headers=sender)).json() == {"me": None}


async def test_a_cookie_is_for_this_site_alone_and_for_no_script(home: House) -> None:
    await home.person("ann")
    plain = (await home.browser().ask("POST", "/session", ANN)).headers["set-cookie"]
    assert plain.partition("=")[0] == "footlight"
    assert set(plain.split("; ")[1:]) == {"HttpOnly", "Max-Age=15552000", "Path=/", "SameSite=lax"}
    secure = (await home.browser(SECURE).ask("POST", "/session", ANN)).headers["set-cookie"]
    assert secure.partition("=")[0] == "__Host-footlight"
    assert set(secure.split("; ")[1:]) == {"HttpOnly", "Max-Age=15552000", "Path=/", "SameSite=lax", "Secure"}
    direct = await home.ask("POST", "/session", ANN, scheme="https")
    assert direct.headers["set-cookie"].startswith("__Host-footlight=fls_")


@pytest.mark.parametrize(
    "wrong", [{"name": "bob"}, {"password": OTHER}, {"password": ""}, {"name": "anñ"}, {"name": ""}]
)
async def test_what_is_wrong_is_not_told(home: House, wrong: dict[str, str]) -> None:
    await home.person("ann")
    answer = await home.browser().ask("POST", "/session", ANN | wrong)
    assert answer.status == 401
    assert answer.json()["error"] == {"code": "sign_in_refused", "message": "the name or the password is not right"}
    assert "set-cookie" not in answer.headers
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_guessing_is_slowed_down_and_another_name_does_not_help(home: House) -> None:
    for name in ("ann", "bob"):
        await home.person(name)
    thief = home.browser(address=OFFICE)
    for _ in range(5):
        assert await thief.code("POST", "/session", {"name": "ann", "password": OTHER}) == (401, "sign_in_refused")
    answer = await thief.ask("POST", "/session", ANN)
    assert code_of(answer) == (429, "slow_down")
    assert 1 <= int(answer.headers["retry-after"]) <= 2
    # One good account does not free the guesses at another.
    await thief.sign_in("bob")
    assert await thief.code("POST", "/session", ANN) == (429, "slow_down")
    # The person's own network has a count of its own, and time heals.
    await home.browser(address=HOME).sign_in("ann")
    home.clock.forward(float(answer.headers["retry-after"]))
    await thief.sign_in("ann")


async def test_a_network_that_tries_many_names_is_slowed_down_whatever_address_it_has(home: House) -> None:
    await home.person("ann")
    for number in range(20):
        thief = home.browser(address=f"2001:db8::{number:x}")
        assert await thief.code("POST", "/session", {"name": f"anna{number}", "password": OTHER}) == (
            401,
            "sign_in_refused",
        )
    assert await home.browser(address="2001:db8::ffff").code("POST", "/session", ANN) == (429, "slow_down")
    await home.browser(address="2001:db8:0:1::1").sign_in("ann")


async def test_ipv4_networks_are_told_apart_where_one_socket_hears_both(home: House) -> None:
    await home.person("ann")
    thief = home.browser(address=f"::ffff:{OFFICE}")
    for number in range(20):
        await thief.ask("POST", "/session", {"name": f"anna{number}", "password": OTHER})
    assert await thief.code("POST", "/session", ANN) == (429, "slow_down")
    await home.browser(address=f"::ffff:{HOME}").sign_in("ann")


async def test_who_is_suspended_is_told_no_more_than_others(home: House) -> None:
    ann = await home.person("ann")
    await home.people.suspend((await home.people.find("ann")).id)
    assert await ann.code("GET", "/me") == (401, "sign_in_needed")
    answer = await home.browser().ask("POST", "/session", ANN)
    assert answer.json()["error"]["message"] == "the name or the password is not right"


async def test_a_new_sign_in_has_a_new_secret_and_ends_the_one_before(home: House) -> None:
    ann = await home.person("ann")
    before = dict(ann.cookies)
    await ann.sign_in("ann")
    assert ann.cookies != before
    old = home.browser()
    old.cookies = before
    assert await old.code("GET", "/me") == (401, "sign_in_needed")
    assert len((await ann.told("/me/sessions"))["sessions"]) == 1


async def test_a_planted_session_is_not_taken_over(home: House) -> None:
    thief = await home.person("thief")
    await home.person("ann")
    ann = home.browser()
    ann.cookies = dict(thief.cookies)
    await ann.sign_in("ann")
    assert (await ann.told("/me"))["name"] == "ann"
    assert await thief.code("GET", "/me") == (401, "sign_in_needed")


async def test_who_signs_out_is_out_and_the_cookie_gone(home: House) -> None:
    for origin in (SCREEN, SECURE):
        ann = await home.person(f"ann{len(origin)}", origin=origin)
        before = dict(ann.cookies)
        assert await ann.code("DELETE", "/session") == (204, "")
        assert ann.cookies == {}
        ann.cookies = before
        assert await ann.code("GET", "/me") == (401, "sign_in_needed")
        assert ann.cookies == {}
        assert await ann.code("DELETE", "/session") == (204, "")


async def test_over_https_only_the_cookie_of_this_host_is_believed(home: House) -> None:
    ann, thief = await home.person("ann", origin=SECURE), await home.person("thief")
    assert list(ann.cookies) == ["__Host-footlight"]
    ann.cookies |= thief.cookies
    # Behind a proxy a request need not tell that it came by https.
    assert (await ann.told("/me"))["name"] == "ann"
    del ann.cookies["__Host-footlight"]
    assert await ann.code("PATCH", "/me", {"name": "anna"}) == (401, "sign_in_needed")
    answer = await home.ask("GET", "/me", headers={"cookie": f"footlight={thief.cookies['footlight']}"}, scheme="https")
    assert code_of(answer) == (401, "sign_in_needed")


@pytest.mark.parametrize(
    "name", ["\xa0__Host-footlight", "\x85__Host-footlight", "__host-footlight", "__Host-footlight "]
)
async def test_a_cookie_whose_name_looks_alike_is_another(home: House, name: str) -> None:
    thief = await home.person("thief", origin=SECURE)
    line = f"{name}={thief.cookies['__Host-footlight']}"
    answer = await home.ask("GET", "/me", headers={"cookie": line}, scheme="https")
    assert code_of(answer) == (401, "sign_in_needed")


async def test_signing_in_over_https_clears_the_cookie_from_before(home: House) -> None:
    ann = await home.person("ann")
    ann.origin = SECURE
    await ann.sign_in("ann")
    assert list(ann.cookies) == ["__Host-footlight"]


async def test_a_cookie_that_is_no_longer_good_is_cleared_whatever_is_answered(home: House) -> None:
    browser = home.browser()
    for method, path in (("GET", "/me"), ("DELETE", "/me/sessions"), ("DELETE", "/session")):
        browser.cookies = {"footlight": "fls_gone"}
        await browser.ask(method, path)
        assert browser.cookies == {}


async def test_a_session_ends_where_it_is_not_used_for_a_month(home: House) -> None:
    ann = await home.person("ann")
    home.clock.forward(29 * DAY)
    assert (await ann.ask("GET", "/me")).status == 200
    home.clock.forward(30 * DAY)
    assert await ann.code("GET", "/me") == (401, "sign_in_needed")


async def test_a_session_ends_after_half_a_year_however_it_is_used(home: House) -> None:
    ann = await home.person("ann")
    for _ in range(9):
        home.clock.forward(19.9 * DAY)
        assert (await ann.ask("GET", "/me")).status == 200
    home.clock.forward(DAY)
    assert await ann.code("GET", "/me") == (401, "sign_in_needed")


FOREIGN = ["http://other.example", "https://stage.example.other.example", "null", "http://stage.example:81"]


@pytest.mark.parametrize("origin", FOREIGN)
async def test_pages_of_other_sites_change_nothing(home: House, origin: str) -> None:
    ann = await home.person("ann")
    before = dict(ann.cookies)
    for method, path in (("DELETE", "/session"), ("PATCH", "/me"), ("POST", "/session"), ("POST", "/people")):
        assert await ann.code(method, path, ANN, origin=origin) == (403, "origin_refused")
    assert ann.cookies == before
    # Nor do they sign a browser in that is signed in nowhere, so that it acts for somebody else unknowingly.
    assert await home.browser(origin).code("POST", "/session", ANN) == (403, "origin_refused")


async def test_a_cookie_counts_only_with_an_origin_and_a_token_needs_none(home: House) -> None:
    ann = await home.person("ann")
    cookie = {"cookie": f"footlight={ann.cookies['footlight']}"}
    assert await home.code("PATCH", "/me", {"name": "anna"}, cookie) == (403, "origin_refused")
    assert await home.code("GET", "/me", None, cookie) == (200, "")
    assert await home.code("POST", "/session", ANN) == (200, "")
    token = await home.token("ann", ["account"])
    assert await home.code("PATCH", "/me", {"name": "anna"}, token) == (200, "")
    assert await home.code("PATCH", "/me", {"name": "anne"}, token | cookie) == (200, "")
    # A token that is no good does not fall back to the cookie, for which nobody has looked at the origin.
    refused = {"authorization": "Bearer fla_gone"} | cookie
    assert await home.code("PATCH", "/me", {"name": "anni"}, refused) == (401, "sign_in_refused")
    assert await home.code("DELETE", "/session", None, refused) == (204, "")
    assert await home.code("GET", "/me", None, cookie) == (200, "")


async def test_a_passkey_signs_in(home: House) -> None:
    ann = await home.person("ann", origin=SECURE)
    device = Authenticator(SECURE)
    made = device.create((await ann.ask("POST", "/me/passkeys/options")).body.decode())
    assert await ann.code("POST", "/me/passkeys", {"name": "Telephone", "credential": made}) == (201, "")
    browser = home.browser(SECURE)
    options = await browser.ask("POST", "/session/passkey/options")
    assert options.status == 200
    shown = {"credential": device.get(options.body.decode())}
    answer = await browser.ask("POST", "/session/passkey", shown)
    assert answer.json()["name"] == "ann"
    assert list(browser.cookies) == ["__Host-footlight"]
    assert (await browser.told("/me"))["name"] == "ann"
    # What was signed is good once.
    again: Browser = home.browser(SECURE)
    assert await again.code("POST", "/session/passkey", shown) == (401, "sign_in_refused")


async def test_a_passkey_needs_a_page_where_browsers_have_them(home: House) -> None:
    for origin in ("http://192.0.2.1", "http://stage.example"):
        headers = {"origin": origin, "host": origin.removeprefix("http://")}
        assert await home.code("POST", "/session/passkey/options", None, headers) == (422, "passkey_unavailable")
    assert await home.code("POST", "/session/passkey/options") == (422, "passkey_unavailable")
    assert await home.code("POST", "/session/passkey", {"credential": {}}) == (422, "passkey_unavailable")


async def test_passkeys_are_not_guessed_either(home: House) -> None:
    browser = home.browser(SECURE)
    for _ in range(5):
        assert await browser.code("POST", "/session/passkey", {"credential": {}}) == (401, "sign_in_refused")
    assert await browser.code("POST", "/session/passkey", {"credential": {}}) == (429, "slow_down")
