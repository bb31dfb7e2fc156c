"""Passkeys by HTTP: registered from a page, listed, renamed, removed."""

from tests.api.v1.house import OTHER, PASSWORD, Browser, House
from tests.fakes.authenticator import Authenticator

SECURE = "https://stage.example"


async def register(browser: Browser, device: Authenticator, name: str = "Telephone") -> str:
    """Make one and keep it; gives its id."""
    options = await browser.ask("POST", "/me/passkeys/options")
    assert options.status == 200, options
    credential = device.create(options.body.decode())
    answer = await browser.ask("POST", "/me/passkeys", {"name": name, "credential": credential})
    assert answer.status == 201, answer
    id: str = answer.json()["id"]
    return id


async def test_one_is_made_listed_renamed_and_removed(home: House) -> None:
    ann = await home.person("ann", origin=SECURE)
    id = await register(ann, Authenticator(SECURE))
    assert await ann.told("/me/passkeys") == {
        "passkeys": [
            {
                "id": id,
                "name": "Telephone",
                "created_at": "2023-11-14T22:13:20Z",
                "used_at": None,
                "backed_up": False,
            }
        ]
    }
    assert (await ann.ask("PATCH", f"/me/passkeys/{id}", {"name": "Tablet"})).json()["name"] == "Tablet"
    assert await ann.code("PATCH", f"/me/passkeys/{id}", {"name": ""}) == (422, "option_invalid")
    assert await ann.code("DELETE", f"/me/passkeys/{id}") == (204, "")
    assert await ann.code("DELETE", f"/me/passkeys/{id}") == (404, "passkey_unknown")
    assert await ann.code("PATCH", f"/me/passkeys/{id}", {"name": "a"}) == (404, "passkey_unknown")
    assert await ann.told("/me/passkeys") == {"passkeys": []}


async def test_what_is_none_is_refused(home: House) -> None:
    ann = await home.person("ann", origin=SECURE)
    await ann.ask("POST", "/me/passkeys/options")
    for credential in ({}, {"id": 7}, {"response": {"clientDataJSON": "x" * 60_000}}):
        body = {"name": "a", "credential": credential}
        assert await ann.code("POST", "/me/passkeys", body) == (422, "passkey_invalid")
    assert await ann.code("POST", "/me/passkeys", {"name": "a", "credential": []}) == (422, "request_invalid")
    for id in ("%00", "a.b", "x" * 1365):
        assert await ann.code("DELETE", f"/me/passkeys/{id}") == (422, "request_invalid")
    plain = await home.person("bob")
    assert await plain.code("POST", "/me/passkeys/options") == (422, "passkey_unavailable")


async def test_other_peoples_are_not_touched(home: House) -> None:
    ann, bob = await home.person("ann", origin=SECURE), await home.person("bob", "owner", origin=SECURE)
    id = await register(ann, Authenticator(SECURE))
    assert await bob.code("PATCH", f"/me/passkeys/{id}", {"name": "a"}) == (404, "passkey_unknown")
    assert await bob.code("DELETE", f"/me/passkeys/{id}") == (404, "passkey_unknown")


async def test_the_only_way_in_is_kept(home: House) -> None:
    id = (await home.people.create("ann", None, "member")).id
    ann = home.browser(SECURE)
    async with home.store.write() as session:
        ann.cookies = {"__Host-footlight": (await home.sessions.begin(session, id, "")).secret}
    key = await register(ann, Authenticator(SECURE))
    assert await ann.code("DELETE", f"/me/passkeys/{key}") == (409, "last_way_in")
    assert await ann.code("PUT", "/me/password", {"new": PASSWORD}) == (204, "")
    assert await ann.code("PUT", "/me/password", {"new": OTHER}) == (401, "sign_in_refused")
    assert await ann.code("DELETE", f"/me/passkeys/{key}") == (204, "")
