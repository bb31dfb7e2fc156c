"""A channel's list of people, and whom it is given to, by REST."""

import pytest

from tests.api.v1.town import Town

PEOPLE = "/channels/lobby/people"


async def test_people_are_put_on_the_list_and_taken_off(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await town.channel("lobby", ann, "invited")
    assert await bob.code("GET", "/channels/lobby") == (404, "channel_unknown")
    assert await ann.code("PUT", f"{PEOPLE}/Bob", {"role": "invited"}) == (204, "")
    assert await ann.told(PEOPLE) == {"people": [{"name": "bob", "role": "invited", "since": "2023-11-14T22:13:20Z"}]}
    assert (await bob.told("/channels/lobby"))["may"] == ["see", "watch"]
    assert await bob.code("GET", PEOPLE) == (403, "not_allowed")
    assert await ann.code("DELETE", f"{PEOPLE}/bob") == (204, "")
    assert await ann.code("DELETE", f"{PEOPLE}/bob") == (404, "not_found")
    assert await bob.code("GET", "/channels/lobby") == (404, "channel_unknown")


async def test_a_moderator_lets_people_in_and_makes_no_moderators(town: Town) -> None:
    ann, bob, cat = await town.person("ann"), await town.person("bob"), await town.person("cat")
    dan = await town.person("dan")
    await town.channel("lobby", ann, bob=(bob, "moderator"), dan=(dan, "moderator"))
    assert await bob.code("PUT", f"{PEOPLE}/cat", {"role": "invited"}) == (204, "")
    assert await bob.code("PUT", f"{PEOPLE}/cat", {"role": "moderator"}) == (403, "not_allowed")
    assert await bob.code("PUT", f"{PEOPLE}/dan", {"role": "invited"}) == (403, "not_allowed")
    assert await bob.code("DELETE", f"{PEOPLE}/dan") == (403, "not_allowed")
    assert await bob.code("DELETE", f"{PEOPLE}/cat") == (204, "")
    assert await cat.code("PUT", f"{PEOPLE}/cat", {"role": "moderator"}) == (403, "not_allowed")
    assert [one["name"] for one in (await bob.told(PEOPLE))["people"]] == ["bob", "dan"]


@pytest.mark.parametrize(
    ("name", "body", "refusal"),
    [
        ("nobody-there", {"role": "invited"}, (404, "person_unknown")),
        ("%00", {"role": "invited"}, (404, "person_unknown")),
        ("x" * 9000, {"role": "invited"}, (404, "person_unknown")),
        ("...", {"role": "invited"}, (404, "person_unknown")),
        ("%f0%9f%98%80", {"role": "invited"}, (404, "person_unknown")),
        ("ann", {"role": "invited"}, (422, "option_invalid")),
        ("bob", {"role": "owner"}, (422, "request_invalid")),
        ("bob", {"role": "member"}, (422, "request_invalid")),
        ("bob", {}, (422, "request_invalid")),
        ("bob", {"role": "invited", "since": 0}, (422, "request_invalid")),
        ("bob", {"role": None}, (422, "request_invalid")),
    ],
)
async def test_who_cannot_be_put_on_the_list(
    town: Town, name: str, body: dict[str, object], refusal: tuple[int, str]
) -> None:
    ann = await town.person("ann")
    await town.person("bob")
    await town.channel("lobby", ann)
    assert await ann.code("PUT", f"{PEOPLE}/{name}", body) == refusal
    assert await ann.told(PEOPLE) == {"people": []}


async def test_a_channel_is_given_to_somebody_else(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await town.channel("lobby", ann, bob=(bob, "moderator"))
    assert await bob.code("PUT", "/channels/lobby/owner", {"name": "bob"}) == (403, "not_allowed")
    assert await ann.code("PUT", "/channels/lobby/owner", {"name": "bob"}) == (204, "")
    assert (await bob.told("/channels/lobby"))["owner"] == "bob"
    assert await ann.code("PUT", "/channels/lobby/owner", {"name": "ann"}) == (403, "not_allowed")
    assert [(one["name"], one["role"]) for one in (await bob.told(PEOPLE))["people"]] == [("ann", "moderator")]


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"name": "nobody-there"}, (404, "person_unknown")),
        ({"name": ""}, (404, "person_unknown")),
        ({"name": 5}, (422, "request_invalid")),
        ({}, (422, "request_invalid")),
    ],
)
async def test_a_channel_is_given_to_people_alone(
    town: Town, body: dict[str, object], refusal: tuple[int, str]
) -> None:
    ann = await town.person("ann")
    await town.channel("lobby", ann)
    assert await ann.code("PUT", "/channels/lobby/owner", body) == refusal
    assert (await ann.told("/channels/lobby"))["owner"] == "ann"
