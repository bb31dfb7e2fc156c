"""Channels, as REST makes, shows, changes and deletes them."""

from typing import Any

import pytest

from footlight.errors import SourceStalledError
from footlight.ingest.pull.gateway import parse_pull_url
from footlight.model.channel import ChannelName
from tests.api.v1.test_broadcasts import LOBBY_ANSWER
from tests.api.v1.town import Town

EVERYTHING = ["see", "watch", "publish", "moderate", "edit", "keys", "moderators", "give", "delete"]
QUIET: dict[str, Any] = {
    "channel": "lobby",
    "state": "offline",
    "viewers": 7,
    "broadcast": None,
    "pull": None,
    "title": "",
    "description": "",
    "category": "",
    "visibility": "public",
    "owner": "ann",
    "picture": None,
    "followers": 0,
    "following": False,
    "may": ["see", "watch"],
    "needs": None,
}


async def test_who_makes_a_channel_has_it(town: Town) -> None:
    ann = await town.person("ann")
    answer = await ann.ask("POST", "/channels", {"name": "lobby", "title": " Evening news "})
    made = QUIET | {"title": "Evening news", "may": answer.json()["may"]}
    assert (answer.status, answer.json()) == (201, made)
    assert set(made["may"]) == set(EVERYTHING)
    assert await ann.told("/channels/lobby") == made
    assert await ann.told("/me/channels") == {"channels": [made | {"standing": "owner"}]}


async def test_a_channel_of_the_site_has_no_owner(town: Town) -> None:
    await town.channel("lobby")
    assert await town.nobody.told("/channels/lobby") == QUIET | {"owner": None}


async def test_a_channel_with_a_broadcast_tells_it(town: Town) -> None:
    await town.channel("lobby")
    town.directory.begin("lobby")
    told = await town.nobody.told("/channels/lobby")
    assert (told["state"], told["viewers"], told["broadcast"]) == ("live", 2, LOBBY_ANSWER)


async def test_how_a_pull_goes_is_told_and_not_where_from(town: Town) -> None:
    yard, url = ChannelName("yard"), parse_pull_url("rtsp://me:pass@10.0.0.1/")
    await town.pulls.set(yard, url)
    town.clock.forward(1)
    await town.pulls.report(yard, url, "failing", SourceStalledError("silent"))
    assert (await town.nobody.told("/channels/yard"))["pull"] == {
        "state": "failing",
        "code": "source_stalled",
        "changed_at": "2023-11-14T22:13:21Z",
    }


async def test_who_may_see_and_not_watch_is_told_what_it_takes_and_not_what_is_on(town: Town) -> None:
    ann = await town.person("ann")
    await town.channel("den", ann, "password", "opensesame")
    await town.channel("club", ann, "members")
    for name in ("den", "club"):
        await town.pulls.set(ChannelName(name), parse_pull_url("rtsp://example.org/"))
    town.directory.begin("den", "club")
    for name, needs in (("den", "password"), ("club", "sign_in")):
        told = await town.nobody.told(f"/channels/{name}")
        assert (told["state"], told["viewers"], told["broadcast"], told["pull"]) == ("live", 0, None, None)
        assert (told["may"], told["needs"]) == (["see"], needs)
        assert (await ann.told(f"/channels/{name}"))["needs"] is None


async def test_one_who_may_not_see_a_channel_is_answered_as_if_there_were_none(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    hidden, none = await town.channel("hidden-one", ann, "invited"), "hidden-two"
    key = await town.keys.new(hidden)
    for caller in (town.nobody, bob, await town.program(bob), await town.program(ann, ["account"])):
        for method, path, body in (
            ("GET", "", None),
            ("PATCH", "", {"title": "mine"}),
            ("PATCH", "", {"title": 5}),
            ("DELETE", "", None),
            ("GET", "/picture", None),
            ("DELETE", "/picture", None),
            ("GET", "/keys", None),
            ("POST", "/keys", {"name": "x"}),
            ("DELETE", f"/keys/{key.id}", None),
            ("GET", "/people", None),
            ("PUT", "/people/bob", {"role": "moderator"}),
            ("PUT", "/people/nobody-there", {"role": "invited"}),
            ("DELETE", "/people/bob", None),
            ("PUT", "/owner", {"name": "bob"}),
            ("POST", "/tickets", {"action": "watch"}),
            ("POST", "/tickets", {"action": "publish", "password": "opensesame"}),
            ("POST", "/links", {}),
            ("DELETE", "/broadcast", None),
        ):
            there = await caller.ask(method, f"/channels/{hidden}{path}", body)
            nowhere = await caller.ask(method, f"/channels/{none}{path}", body)
            assert there.status in (401, 403, 404, 422)
            assert there.status == nowhere.status, (method, path)
            assert there.body.replace(b"hidden-one", b"hidden-two") == nowhere.body
            assert there.headers == nowhere.headers
    assert await bob.code("PUT", f"/me/follows/{hidden}") == (404, "channel_unknown")
    assert (await ann.told(f"/channels/{hidden}"))["title"] == ""


async def test_a_program_does_what_its_token_is_for(town: Town) -> None:
    ann = await town.person("ann")
    await town.channel("hidden", ann, "invited")
    reading, managing = await town.program(ann, ["read"]), await town.program(ann, ["channels"])
    assert (await reading.told("/channels/hidden"))["may"] == ["see", "watch"]
    assert await reading.code("PATCH", "/channels/hidden", {"title": "x"}) == (403, "not_allowed")
    assert await managing.code("GET", "/channels/hidden") == (404, "channel_unknown")
    assert await managing.code("PATCH", "/channels/hidden", {"title": "x"}) == (200, "")
    assert await managing.code("GET", "/me/channels") == (403, "not_allowed")


async def test_what_is_said_of_a_channel_is_changed_in_part(town: Town) -> None:
    ann = await town.person("ann")
    await town.channel("lobby", ann)
    assert await ann.code("PATCH", "/channels/lobby", {"title": "News", "description": "a\r\nb"}) == (200, "")
    answer = await ann.ask("PATCH", "/channels/lobby", {"category": "Talk", "title": None})
    told = answer.json()
    assert (told["title"], told["description"], told["category"]) == ("News", "a\nb", "Talk")
    assert await ann.code("PATCH", "/channels/lobby", {"description": ""}) == (200, "")
    assert (await ann.told("/channels/lobby"))["description"] == ""


async def test_who_may_watch_is_changed(town: Town) -> None:
    ann = await town.person("ann")
    await town.channel("lobby", ann)

    async def change(**body: str) -> tuple[int, str]:
        return await ann.code("PATCH", "/channels/lobby", body)

    assert await change(visibility="password") == (422, "option_invalid")
    assert await change(visibility="password", password="short") == (422, "password_weak")
    assert await change(password="opensesame") == (422, "option_invalid")
    assert await change(visibility="password", password="opensesame") == (200, "")
    assert (await town.nobody.told("/channels/lobby"))["needs"] == "password"
    assert await change(password="opensesame again") == (200, "")
    assert await change(visibility="invited") == (200, "")
    assert await town.nobody.code("GET", "/channels/lobby") == (404, "channel_unknown")
    assert await change(visibility="everybody") == (422, "request_invalid")


async def test_a_channel_is_deleted(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await town.channel("lobby", ann, bob=(bob, "moderator"))
    assert await bob.code("DELETE", "/channels/lobby") == (403, "not_allowed")
    assert await ann.code("DELETE", "/channels/lobby") == (204, "")
    assert await ann.code("DELETE", "/channels/lobby") == (404, "channel_unknown")
    assert await bob.told("/me/channels") == {"channels": []}


async def test_a_name_that_is_taken_is_told_whoever_has_it(town: Town) -> None:
    await town.channel("lobby", await town.person("ann"), "invited")
    bob = await town.person("bob")
    assert await bob.code("POST", "/channels", {"name": "lobby"}) == (409, "channel_taken")


async def test_one_has_so_many_channels(town: Town) -> None:
    ann = await town.person("ann")
    for number in range(20):
        await town.channel(f"c{number}", ann)
    assert await ann.code("POST", "/channels", {"name": "lobby"}) == (429, "limit_reached")


async def test_ones_own_channels_come_before_those_that_one_moderates(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await town.channel("a", ann, bob=(bob, "moderator"))
    await town.channel("b", ann, bob=(bob, "invited"))
    await town.channel("c", bob)
    found = (await bob.told("/me/channels"))["channels"]
    assert [(one["channel"], one["standing"]) for one in found] == [("c", "owner"), ("a", "moderator")]


@pytest.mark.parametrize("name", ["nobody", "Lobby", "admin", "sign-in", "x" * 5000, "%00", "...", "лобби", "%ff%fe"])
async def test_a_channel_that_is_none_is_unknown(town: Town, name: str) -> None:
    for caller in (town.nobody, await town.person("ann")):
        for path in ("", "/picture"):
            assert await caller.code("GET", f"/channels/{name}{path}") == (404, "channel_unknown")
    assert await caller.code("GET", f"/channels/{name}/keys") == (404, "channel_unknown")
    assert await caller.code("PUT", f"/me/follows/{name}") == (404, "channel_unknown")
    assert await caller.code("POST", f"/channels/{name}/tickets", {"action": "watch"}) == (404, "channel_unknown")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Lobby",
        "lоbby",
        "admin",
        "set-up",
        "x" * 33,
        "x" * 5000,
        "-a",
        "a b",
        "a/b",
        "..",
        "a\n",
        "ｌobby",
        "ﬁ",
        "١",
    ],
)
async def test_a_name_that_no_channel_can_have_is_refused(town: Town, name: str) -> None:
    ann = await town.person("ann")
    assert await ann.code("POST", "/channels", {"name": name}) == (422, "channel_invalid")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": None},
        {"name": 1},
        {"name": True},
        {"name": ["lobby"]},
        {"name": {"a": 1}},
        {"name": 10**300},
        {"name": "lobby", "title": 1},
        {"name": "lobby", "title": "x" * 101},
        {"name": "lobby", "owner": "ann"},
        [],
        ["lobby"],
        "lobby",
        1,
        True,
        False,
    ],
)
async def test_a_body_of_another_form_is_refused(town: Town, body: Any) -> None:
    ann = await town.person("ann")
    assert await ann.code("POST", "/channels", body) == (422, "request_invalid")
    assert await ann.told("/me/channels") == {"channels": []}


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"\xff",
        b'{"name": NaN}',
        b'{"name": "a", "name": "b"}',
        b'{"name": "\\ud800"}',
        b'{"name": "lob\\u0000by"}',
        b'{"name": "lobby", "title": "a\\u0000b"}',
        b"[" * 50_000,
        b'{"name": ' + b"9" * 5_000 + b"}",
    ],
)
async def test_a_body_that_is_no_json_is_refused(town: Town, data: bytes) -> None:
    ann = await town.person("ann")
    assert await ann.code("POST", "/channels", data=data) == (400, "request_invalid")


async def test_a_body_of_another_type_is_refused(town: Town) -> None:
    ann = await town.person("ann")
    answer = await ann.ask("POST", "/channels", data=b"name=lobby", kind="application/x-www-form-urlencoded")
    assert answer.status == 415


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("title", "a\u202eb", "option_invalid"),
        ("title", "a\nb", "option_invalid"),
        ("title", "x" * 101, "request_invalid"),
        ("title", 10**30, "request_invalid"),
        ("description", "\u0007", "option_invalid"),
        ("description", "x" * 2001, "option_invalid"),
        ("description", "x" * 5000, "request_invalid"),
        ("category", "x" * 33, "request_invalid"),
        ("category", {"a": []}, "request_invalid"),
        ("visibility", "PUBLIC", "request_invalid"),
        ("password", "x" * 257, "request_invalid"),
        ("name", "other", "request_invalid"),
    ],
)
async def test_what_cannot_be_said_of_a_channel_is_refused(town: Town, field: str, text: Any, code: str) -> None:
    ann = await town.person("ann")
    await town.channel("lobby", ann)
    assert await ann.code("PATCH", "/channels/lobby", {field: text}) == (422, code)


async def test_the_interface_describes_itself(town: Town) -> None:
    described = await town.nobody.told("/openapi.json")
    operation = described["paths"]["/api/v1/channels/{channel}"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/ChannelAnswer"}
    failure = operation["responses"]["4XX"]["content"]["application/json"]["schema"]
    assert failure == {"$ref": "#/components/schemas/ErrorAnswer"}
