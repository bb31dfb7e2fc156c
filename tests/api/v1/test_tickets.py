"""Tickets and links by REST."""

import pytest

from footlight.accounts.grants import Grant
from footlight.errors import TicketInvalidError
from footlight.model.channel import ChannelName
from tests.api.v1.town import Caller, Town

LOBBY = ChannelName("lobby")
PASSWORD = "opensesame"


async def watch(caller: Caller, password: str | None = None, address: str = "127.0.0.1") -> tuple[int, str]:
    return await caller.code(
        "POST", "/channels/lobby/tickets", {"action": "watch", "password": password}, address=address
    )


async def test_a_ticket_is_for_what_was_asked_by_whom(town: Town) -> None:
    ann = await town.person("ann")
    await town.channel("lobby", ann, "invited")
    answer = await ann.ask("POST", "/channels/lobby/tickets", {"action": "publish"})
    assert (answer.status, answer.json()["expires_at"]) == (200, "2023-11-14T22:14:20Z")
    grant = town.tickets.spend(answer.json()["ticket"], LOBBY, "publish")
    assert (grant.channel, grant.action, grant.person) == (LOBBY, "publish", ann.id)
    assert grant.session
    with pytest.raises(TicketInvalidError):
        town.tickets.spend(answer.json()["ticket"], LOBBY, "publish")


async def test_a_stranger_watches_what_is_open_to_all(town: Town) -> None:
    await town.channel("lobby")
    answer = await town.nobody.ask("POST", "/channels/lobby/tickets", {"action": "watch"})
    assert town.tickets.spend(answer.json()["ticket"], LOBBY, "watch") == Grant(LOBBY, "watch")
    body = {"action": "publish"}
    assert await town.nobody.code("POST", "/channels/lobby/tickets", body) == (401, "sign_in_needed")


async def test_who_may_not_is_told_what_it_takes(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await town.channel("lobby", ann, "members")
    assert await watch(town.nobody) == (401, "sign_in_needed")
    assert await watch(bob) == (200, "")
    assert await bob.code("POST", "/channels/lobby/tickets", {"action": "publish"}) == (403, "not_allowed")
    assert await watch(await town.program(bob, ["publish"])) == (403, "not_allowed")
    assert await watch(await town.program(bob, ["read"])) == (200, "")


async def test_a_channels_password_lets_in(town: Town) -> None:
    await town.channel("lobby", await town.person("ann"), "password", PASSWORD)
    bob = await town.person("bob")
    for caller in (town.nobody, bob, await town.program(bob, ["read"])):
        assert await watch(caller) == (403, "password_needed")
        assert await watch(caller, "wrong") == (403, "password_wrong")
        assert await watch(caller, PASSWORD) == (200, "")


async def test_who_guesses_a_channels_password_is_slowed_down_from_there_and_there_alone(town: Town) -> None:
    await town.channel("lobby", await town.person("ann"), "password", PASSWORD)
    tries = [await watch(town.nobody, f"wrong {number}") for number in range(6)]
    assert tries == [(403, "password_wrong")] * 5 + [(429, "slow_down")]
    answer = await town.nobody.ask("POST", "/channels/lobby/links", {"password": PASSWORD})
    assert (answer.status, answer.headers["retry-after"]) == (429, "1")
    assert await watch(town.nobody, PASSWORD, "192.0.2.7") == (200, "")
    town.clock.forward(1)
    assert await watch(town.nobody, PASSWORD) == (200, "")


async def test_links_are_paths_for_players(town: Town) -> None:
    ann = await town.person("ann")
    await town.channel("lobby", ann, "password", PASSWORD)
    answer = await town.nobody.ask("POST", "/channels/lobby/links", {"password": PASSWORD})
    links = answer.json()
    assert (answer.status, links["expires_at"]) == (200, "2023-11-15T04:13:20Z")
    token = links["stream"].removeprefix("/live/lobby/").removesuffix(".ts")
    assert links["picture"] == f"/live/lobby/{token}.jpg"
    assert town.links.find(token, LOBBY).password
    assert (await ann.ask("POST", "/channels/lobby/links", {})).status == 200
    assert await town.nobody.code("POST", "/channels/lobby/links", {}) == (403, "password_needed")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"action": "moderate"},
        {"action": "WATCH"},
        {"action": None},
        {"action": 0},
        {"action": ["watch"]},
        {"action": "watch", "password": 5},
        {"action": "watch", "password": "x" * 257},
        {"action": "watch", "person": "ann"},
        [],
        "watch",
    ],
)
async def test_a_wish_of_another_form_is_refused(town: Town, body: object) -> None:
    await town.channel("lobby")
    assert await town.nobody.code("POST", "/channels/lobby/tickets", body) == (422, "request_invalid")


async def test_one_has_so_many_tickets_at_a_time(town: Town) -> None:
    ann = await town.person("ann")
    await town.channel("lobby", ann, "members")
    for _ in range(100):
        assert await watch(ann) == (200, "")
    assert await watch(ann) == (429, "limit_reached")
    town.clock.forward(60)
    assert await watch(ann) == (200, "")
