"""Tokens by HTTP: made, told once, listed, revoked."""

import pytest

from tests.api.v1.house import House


async def test_a_token_is_told_once_and_acts_within_its_scopes(home: House) -> None:
    ann = await home.person("ann")
    answer = await ann.ask("POST", "/me/tokens", {"name": " Studio ", "scopes": ["publish", "read"], "days": 1.5})
    assert answer.status == 201
    made = answer.json()
    secret = made.pop("secret")
    assert secret.startswith("fla_")
    assert made == {
        "id": made["id"],
        "name": "Studio",
        "scopes": ["read", "publish"],
        "created_at": "2023-11-14T22:13:20Z",
        "used_at": None,
        "expires_at": "2023-11-16T10:13:20Z",
    }
    shown = {"authorization": f"Bearer {secret}"}
    assert (await home.ask("GET", "/me", headers=shown)).json()["scopes"] == ["read", "publish"]
    assert await ann.told("/me/tokens") == {"tokens": [made | {"used_at": "2023-11-14T22:13:20Z"}]}
    home.clock.forward(1.5 * 24 * 3600)
    assert await home.code("GET", "/me", None, shown) == (401, "sign_in_refused")


async def test_one_that_is_revoked_is_good_no_longer(home: House) -> None:
    ann, bob = await home.person("ann"), await home.person("bob", "owner")
    token = await home.token("ann", ["read"])
    id = (await ann.told("/me/tokens"))["tokens"][0]["id"]
    assert await bob.code("DELETE", f"/me/tokens/{id}") == (404, "not_found")
    assert await ann.code("DELETE", f"/me/tokens/{id}") == (204, "")
    assert await home.code("GET", "/me", None, token) == (401, "sign_in_refused")
    assert await ann.code("DELETE", f"/me/tokens/{id}") == (404, "not_found")
    assert await ann.code("DELETE", "/me/tokens/x%00") == (422, "request_invalid")
    assert await ann.told("/me/tokens") == {"tokens": []}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"name": "a\nb"}, {"name": "x" * 65}, {"name": "x" * 257}, {"scopes": []}, {"scopes": ["all"]},
        {"scopes": "read"}, {"scopes": ["read"] * 7}, {"days": 0}, {"days": -1}, {"days": 4000}, {"days": "1"},
        {"person": "bob"},
    ],
)  # fmt: skip
async def test_what_cannot_be_is_refused(home: House, wrong: dict[str, object]) -> None:
    ann = await home.person("ann")
    answer = await ann.ask("POST", "/me/tokens", {"name": "a", "scopes": ["read"]} | wrong)
    assert answer.status == 422
    assert answer.json()["error"]["code"] in ("request_invalid", "option_invalid")
