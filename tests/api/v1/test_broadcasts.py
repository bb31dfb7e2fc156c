"""What is live, as REST tells it to each who asks; and its end by a moderator."""

import asyncio
import time

from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models import Channel
from tests.api.v1.town import Caller, Town

LOBBY_ANSWER = {
    "channel": "lobby",
    "id": "b-lobby",
    "state": "live",
    "started_at": "2023-11-14T22:13:20.123456Z",
    "viewers": 2,
    "tracks": [
        {"id": 0, "kind": "video", "name": "main", "codec": "avc1.42c01f", "width": 1280, "height": 720, "fps": 30.0}
        | {"encrypted": False}
    ],
    "figures": {"received_bytes": 1, "sent_bytes": 2, "sent_messages": 3, "latency_us": 4},
}


async def test_broadcasts_are_listed_by_channel(town: Town) -> None:
    for name in ("stage", "lobby"):
        await town.channel(name)
        town.directory.begin(name)
    await town.book.edit(ChannelName("lobby"), title="Evening news")
    found = (await town.nobody.told("/broadcasts"))["broadcasts"]
    assert found[0] == LOBBY_ANSWER | {"title": "Evening news", "picture": None, "visibility": "public", "needs": None}
    assert [one["channel"] for one in found] == ["lobby", "stage"]


async def test_what_is_listed_depends_on_who_asks(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    cat, admin = await town.person("cat"), await town.person("dan", "admin")
    await town.channel("a-public", ann)
    await town.channel("b-unlisted", ann, "unlisted", bob=(bob, "invited"))
    await town.channel("c-password", ann, "password", "opensesame", bob=(bob, "moderator"))
    await town.channel("d-members", ann, "members")
    await town.channel("e-invited", ann, "invited", bob=(bob, "invited"))
    town.directory.begin("a-public", "b-unlisted", "c-password", "d-members", "e-invited")

    async def listed(caller: Caller) -> dict[str, str | None]:
        found = (await caller.told("/broadcasts"))["broadcasts"]
        return {one["channel"][0]: one["needs"] for one in found}

    everything = dict.fromkeys("abcde")
    assert await listed(town.nobody) == {"a": None, "c": "password", "d": "sign_in"}
    assert await listed(cat) == {"a": None, "c": "password", "d": None}
    assert await listed(bob) == everything
    assert await listed(ann) == everything
    assert await listed(admin) == everything
    assert await listed(await town.program(ann, ["read"])) == everything
    assert await listed(await town.program(ann, ["channels", "publish"])) == await listed(town.nobody)


async def test_what_one_may_not_watch_is_listed_without_what_is_in_it(town: Town) -> None:
    await town.channel("den", await town.person("ann"), "password", "opensesame")
    town.directory.begin("den")
    (one,) = (await town.nobody.told("/broadcasts"))["broadcasts"]
    assert (one["tracks"], one["viewers"], one["needs"]) == ([], 0, "password")
    assert set(one["figures"].values()) == {0}


async def test_a_broadcast_whose_channel_was_just_deleted_is_not_listed(town: Town) -> None:
    town.directory.begin("gone")
    assert await town.nobody.told("/broadcasts") == {"broadcasts": []}


async def test_a_thousand_broadcasts_are_listed_in_few_questions_to_the_store(town: Town) -> None:
    ann = await town.person("ann")
    names = [ChannelName(f"c{number:04}") for number in range(1_000)]
    async with town.store.write() as session:
        session.add_all(Channel(name=name, created_at=Micros(1), owner=ann.id) for name in names)
    town.directory.begin(*names)
    for caller in (town.nobody, ann):
        with town.statements() as statements:
            begun = time.thread_time()
            assert len((await caller.told("/broadcasts"))["broadcasts"]) == 1_000
            spent = time.thread_time() - begun
        assert len(statements) <= 6
        # Of this thread's own time, whatever else the machine does.
        assert spent < 1


async def test_a_crowd_that_asks_at_once_is_told_by_one_look(town: Town) -> None:
    await town.channel("lobby", await town.person("ann"))
    town.directory.begin("lobby")
    with town.statements() as statements:
        await asyncio.gather(*(town.nobody.told("/broadcasts") for _ in range(50)))
    assert len(statements) == 1
    town.directory.begin("stage")
    await town.channel("stage")
    town.clock.forward(0.25)
    assert len((await town.nobody.told("/broadcasts"))["broadcasts"]) == 2


async def test_a_clock_that_is_set_back_keeps_no_list(town: Town) -> None:
    await town.channel("lobby")
    assert await town.nobody.told("/broadcasts") == {"broadcasts": []}
    town.clock.forward(-3600)
    town.directory.begin("lobby")
    assert len((await town.nobody.told("/broadcasts"))["broadcasts"]) == 1


async def test_a_moderator_ends_a_broadcast(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await town.channel("lobby", ann, bob=(bob, "moderator"))
    town.directory.begin("lobby")
    assert await bob.code("DELETE", "/channels/lobby/broadcast") == (204, "")
    assert town.directory.ended == [("lobby", "broadcast_ended")]
    assert await bob.code("DELETE", "/channels/lobby/broadcast") == (404, "channel_offline")


async def test_others_do_not_end_it(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await town.channel("lobby", ann, bob=(bob, "invited"))
    town.directory.begin("lobby")
    assert await town.nobody.code("DELETE", "/channels/lobby/broadcast") == (401, "sign_in_needed")
    assert await bob.code("DELETE", "/channels/lobby/broadcast") == (403, "not_allowed")
    assert await ann.code("DELETE", "/channels/none/broadcast") == (404, "channel_unknown")
    assert not town.directory.ended
