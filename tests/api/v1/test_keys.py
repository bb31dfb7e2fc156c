"""A channel's stream keys by REST."""

import pytest

from footlight.errors import KeyRevokedError
from tests.api.v1.town import Town


async def test_a_key_is_made_shown_and_revoked(town: Town) -> None:
    ann = await town.person("ann")
    lobby = await town.channel("lobby", ann)
    answer = await ann.ask("POST", "/channels/lobby/keys", {"name": " camera "})
    made = answer.json()
    assert answer.status == 201
    secret = made.pop("secret")
    assert secret.startswith("fl_")
    assert await town.keys.verify(lobby, secret) == made["id"]
    assert made == {
        "id": made["id"],
        "name": "camera",
        "created_at": "2023-11-14T22:13:20Z",
        "used_at": None,
        "revoked_at": None,
    }
    assert await ann.told("/channels/lobby/keys") == {"keys": [made]}

    town.clock.forward(1)
    assert await ann.code("DELETE", f"/channels/lobby/keys/{made['id']}") == (204, "")
    assert (await ann.told("/channels/lobby/keys"))["keys"][0]["revoked_at"] == "2023-11-14T22:13:21Z"
    with pytest.raises(KeyRevokedError):
        await town.keys.verify(lobby, secret)
    assert await ann.code("DELETE", f"/channels/lobby/keys/{made['id']}") == (204, "")


async def test_a_key_is_its_channels_alone(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    lobby = await town.channel("lobby", ann)
    await town.channel("attic", bob)
    made = await town.keys.new(lobby)
    assert await bob.code("DELETE", f"/channels/attic/keys/{made.id}") == (404, "not_found")
    assert await town.keys.verify(lobby, made.secret) == made.id
    assert await bob.told("/channels/attic/keys") == {"keys": []}


@pytest.mark.parametrize(("id", "status"), [("0" * 12, 404), ("%00", 422), ("x", 422), ("0" * 5000, 422), ("%ff", 422)])
async def test_a_key_that_is_none_is_not_found(town: Town, id: str, status: int) -> None:
    ann = await town.person("ann")
    await town.channel("lobby", ann)
    assert (await ann.ask("DELETE", f"/channels/lobby/keys/{id}")).status == status


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "x" * 65}, "request_invalid"),
        ({"name": 5}, "request_invalid"),
        ({"name": "a\u202eb"}, "option_invalid"),
        ({"secret": "fl_mine"}, "request_invalid"),
        ([], "request_invalid"),
    ],
)
async def test_a_key_that_cannot_be_is_refused(town: Town, body: object, code: str) -> None:
    ann = await town.person("ann")
    await town.channel("lobby", ann)
    assert await ann.code("POST", "/channels/lobby/keys", body) == (422, code)
    assert await ann.told("/channels/lobby/keys") == {"keys": []}


async def test_only_the_owner_sees_and_makes_keys(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await town.channel("lobby", ann, bob=(bob, "moderator"))
    for caller, refusal in (
        (town.nobody, (401, "sign_in_needed")),
        (bob, (403, "not_allowed")),
        (await town.program(ann, ["read", "publish", "account", "site"]), (403, "not_allowed")),
    ):
        assert await caller.code("GET", "/channels/lobby/keys") == refusal
        assert await caller.code("POST", "/channels/lobby/keys", {}) == refusal
    assert await (await town.person("dan", "admin")).code("POST", "/channels/lobby/keys", {}) == (201, "")


async def test_a_channel_has_so_many_keys(town: Town) -> None:
    ann = await town.person("ann")
    lobby = await town.channel("lobby", ann)
    for _ in range(50):
        await town.keys.new(lobby)
    assert await ann.code("POST", "/channels/lobby/keys", {}) == (429, "limit_reached")
