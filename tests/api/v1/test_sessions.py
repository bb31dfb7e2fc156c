"""The browsers that one is signed in with, told and signed out by HTTP."""

from tests.api.v1.house import OFFICE, House


async def test_browsers_are_listed_and_the_one_that_asks_is_known(home: House) -> None:
    ann, elsewhere = await home.person("ann"), home.browser(address=OFFICE)
    home.clock.forward(7200)
    await elsewhere.sign_in("ann")
    found = (await ann.told("/me/sessions"))["sessions"]
    assert {(one["current"], one["created_at"], one["used_at"]) for one in found} == {
        (False, "2023-11-15T00:13:20Z", "2023-11-15T00:13:20Z"),
        (True, "2023-11-14T22:13:20Z", "2023-11-15T00:13:20Z"),
    }
    assert {one["device"] for one in found} == {"Firefox"}
    assert {one["id"] for one in found if one["current"]} == {(await ann.told("/me"))["session"]}


async def test_one_is_signed_out_from_another(home: House) -> None:
    ann, elsewhere = await home.person("ann"), home.browser(address=OFFICE)
    await elsewhere.sign_in("ann")
    id = (await elsewhere.told("/me"))["session"]
    assert await ann.code("DELETE", f"/me/sessions/{id}") == (204, "")
    assert await elsewhere.code("GET", "/me") == (401, "sign_in_needed")
    assert await ann.code("DELETE", f"/me/sessions/{id}") == (404, "not_found")


async def test_the_one_that_asks_is_signed_out_with_its_cookie(home: House) -> None:
    ann = await home.person("ann")
    assert await ann.code("DELETE", f"/me/sessions/{(await ann.told('/me'))['session']}") == (204, "")
    assert ann.cookies == {}


async def test_all_others_are_signed_out(home: House) -> None:
    ann, elsewhere, bob = await home.person("ann"), home.browser(address=OFFICE), await home.person("bob")
    await elsewhere.sign_in("ann")
    assert await ann.code("DELETE", "/me/sessions") == (204, "")
    assert [one["current"] for one in (await ann.told("/me/sessions"))["sessions"]] == [True]
    assert await elsewhere.code("GET", "/me") == (401, "sign_in_needed")
    assert (await bob.told("/me"))["name"] == "bob"
    # A program has none of its own to keep.
    assert await home.code("DELETE", "/me/sessions", None, await home.token("ann", ["account"])) == (204, "")
    assert await ann.code("GET", "/me") == (401, "sign_in_needed")


async def test_other_peoples_are_not_touched(home: House) -> None:
    ann, bob = await home.person("ann"), await home.person("bob", "owner")
    id = (await ann.told("/me"))["session"]
    assert await bob.code("DELETE", f"/me/sessions/{id}") == (404, "not_found")
    for strange in ("x", "%00", "0" * 17):
        assert await bob.code("DELETE", f"/me/sessions/{strange}") == (422, "request_invalid")
    assert (await ann.told("/me"))["name"] == "ann"
