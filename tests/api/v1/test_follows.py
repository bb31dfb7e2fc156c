"""The channels that somebody follows, by REST."""

from footlight.accounts.follows import MOST
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models import Channel, Follow
from tests.api.v1.town import Town


async def test_what_one_follows_is_shown_live_ones_first(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    for name in ("a", "b", "c", "d"):
        await town.channel(name, ann)
    for name in ("a", "b", "c"):
        assert await bob.code("PUT", f"/me/follows/{name}") == (204, "")
        town.clock.forward(1)
    assert await bob.code("PUT", "/me/follows/a") == (204, "")
    town.directory.begin("a")
    found = (await bob.told("/me/follows"))["channels"]
    assert [(one["channel"], one["state"]) for one in found] == [("a", "live"), ("c", "offline"), ("b", "offline")]
    assert all(one["following"] for one in found)
    told = await bob.told("/channels/a")
    assert (told["following"], told["followers"]) == (True, 1)
    told = await ann.told("/channels/a")
    assert (told["following"], told["followers"]) == (False, 1)
    assert await bob.code("DELETE", "/me/follows/a") == (204, "")
    assert await bob.code("DELETE", "/me/follows/a") == (204, "")
    assert [one["channel"] for one in (await bob.told("/me/follows"))["channels"]] == ["c", "b"]


async def test_a_channel_that_is_hidden_now_is_left_out_and_can_still_be_left(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await town.channel("lobby", ann)
    assert await bob.code("PUT", "/me/follows/lobby") == (204, "")
    await town.book.open_to(ChannelName("lobby"), "invited")
    assert await bob.told("/me/follows") == {"channels": [], "more": False}
    assert await bob.code("PUT", "/me/follows/lobby") == (404, "channel_unknown")
    hidden, nowhere = await bob.ask("DELETE", "/me/follows/lobby"), await bob.ask("DELETE", "/me/follows/none")
    assert (hidden.status, hidden.headers, hidden.body) == (nowhere.status, nowhere.headers, nowhere.body)
    await town.book.open_to(ChannelName("lobby"), "public")
    assert await bob.told("/me/follows") == {"channels": [], "more": False}


async def test_following_takes_an_account_and_a_token_for_channels(town: Town) -> None:
    bob = await town.person("bob")
    await town.channel("lobby")
    reading, managing = await town.program(bob, ["read"]), await town.program(bob, ["channels"])
    for method, path in (("GET", "/me/follows"), ("PUT", "/me/follows/lobby"), ("DELETE", "/me/follows/lobby")):
        assert await town.nobody.code(method, path) == (401, "sign_in_needed")
        allowed, refused = (reading, managing) if method == "GET" else (managing, reading)
        assert (await allowed.ask(method, path)).status in (200, 204)
        assert await refused.code(method, path) == (403, "not_allowed")


async def test_many_channels_are_told_in_few_questions_to_the_store(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    for number in range(20):
        await town.follows.follow(bob.id, await town.channel(f"c{number}", ann))
    with town.statements() as statements:
        assert len((await bob.told("/me/follows"))["channels"]) == 20
    assert len(statements) <= 8


async def test_of_very_many_so_many_are_told_as_are_asked_for(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    names = [f"c{number:04}" for number in range(MOST)]
    async with town.store.write() as session:
        session.add_all(Channel(name=ChannelName(name), created_at=Micros(1), owner=ann.id) for name in names)
        await session.flush()
        session.add_all(
            Follow(person=bob.id, channel=ChannelName(name), since=Micros(at)) for at, name in enumerate(names)
        )
    town.directory.begin("c0003", "c0007")
    newest = [name for name in reversed(names) if name not in ("c0003", "c0007")]

    async def told(query: str) -> tuple[list[str], bool]:
        answer = await bob.told(f"/me/follows{query}")
        return [one["channel"] for one in answer["channels"]], answer["more"]

    assert await told("?limit=1") == (["c0007"], True)
    assert await told("?limit=5") == (["c0007", "c0003", *newest[:3]], True)
    assert await told("") == (["c0007", "c0003", *newest[:98]], True)
    assert await told(f"?limit={MOST}") == (["c0007", "c0003", *newest], False)
    for limit in (0, MOST + 1, "x"):
        assert await bob.code("GET", f"/me/follows?limit={limit}") == (422, "request_invalid")
