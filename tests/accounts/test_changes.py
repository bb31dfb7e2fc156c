"""What changed about rights is told to whoever looks, in order, and forgotten in the end."""

from collections.abc import Awaitable
from dataclasses import replace

import pytest

from footlight.accounts.changes import RightChanged, RightChanges, rights_changed
from footlight.accounts.sessions import MOST
from footlight.accounts.tokens import Tokens
from footlight.model.channel import ChannelName
from footlight.store.models import RightChange
from tests.accounts.site import Site

LOBBY = ChannelName("lobby")


async def tell(site: Site, *people: str) -> None:
    async with site.store.write() as session:
        for person in people:
            rights_changed(session, site.clock, person=person)


async def test_what_is_told_is_heard_once_from_where_one_was(either: Site) -> None:
    changes = RightChanges(either.store, either.clock)
    assert await changes.newest() == 0
    assert await changes.since(0) == []
    await tell(either, "before")
    seen = await changes.newest()
    async with either.store.write() as session:
        rights_changed(session, either.clock, channel=LOBBY, key="k1")
    await tell(either, "p1", "p2")
    heard = await changes.since(seen)
    assert [(one.channel, one.person, one.key) for one in heard] == [
        (LOBBY, None, "k1"), (None, "p1", None), (None, "p2", None)
    ]  # fmt: skip
    assert [one.id for one in heard] == sorted({one.id for one in heard})
    assert await changes.since(heard[-1].id) == []
    assert await changes.newest() == heard[-1].id


async def test_whatever_takes_a_right_away_is_told(either: Site) -> None:
    """What each does to the rights themselves is tested with `Grants`; here, that those who use them are asked."""
    changes, tokens = RightChanges(either.store, either.clock), Tokens(either.store, either.clock)
    ann, bob = await either.person("Ann"), await either.person("Bob")
    await either.person("Cleo")
    token = (await tokens.new(ann, "bot", ["read"], None)).info.id
    await either.channels.make(ann, LOBBY)
    await either.channels.put(LOBBY, bob, "moderator", over_moderators=True)
    key = await either.keys.new(LOBBY)

    async def begun() -> str:
        async with either.store.write() as session:
            return (await either.sessions.begin(session, ann, "Firefox")).id

    async def told(change: Awaitable[object]) -> set[RightChanged]:
        before = await changes.newest()
        await change
        return {replace(one, id=0) for one in await changes.since(before)}

    of_ann, of_lobby = RightChanged(0, person=ann), RightChanged(0, channel=LOBBY)
    assert await told(tokens.revoke(ann, token)) == {of_ann}
    assert await told(tokens.revoke(ann, token)) == set()
    assert await told(begun()) == set()
    session = await begun()
    assert await told(either.sessions.end(ann, session)) == {of_ann}
    assert await told(either.sessions.end(ann, session)) == set()
    assert await told(either.sessions.end_rest(ann, None)) == {of_ann}
    for _ in range(MOST):
        await begun()
    # The one that was used least lately is ended for it.
    assert await told(begun()) == {of_ann}
    assert await told(either.people.set_password(ann, "plum tractor quiet")) == {of_ann}
    assert await told(either.people.set_role(ann, "admin")) == {of_ann}
    assert of_ann in await told(either.people.suspend(ann))
    await either.people.suspend(ann, suspended=False)
    assert await told(either.channels.edit(LOBBY, title="Lobby")) == set()
    assert await told(either.channels.open_to(LOBBY, "password", "open sesame")) == {of_lobby}
    assert await told(either.channels.edit(LOBBY, password="close barley")) == {of_lobby}
    assert await told(either.channels.put(LOBBY, bob, "invited", over_moderators=True)) == {of_lobby}
    assert await told(either.channels.remove(LOBBY, bob, over_moderators=True)) == {of_lobby}
    assert await told(either.keys.revoke(key.id)) == {RightChanged(0, channel=LOBBY, key=key.id)}
    assert await told(either.channels.give(LOBBY, bob)) == {of_lobby}
    assert await told(either.people.delete(bob)) == {RightChanged(0, person=bob), of_lobby}
    await either.channels.make(ann, LOBBY)
    assert await told(either.channels.delete(LOBBY)) == {of_lobby}


async def test_what_did_not_happen_is_not_told(either: Site) -> None:
    async def fail() -> None:
        async with either.store.write() as session:
            rights_changed(session, either.clock, person="p1")
            await session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await RightChanges(either.store, either.clock).newest() == 0


async def test_old_ones_are_forgotten_and_no_id_is_given_twice(either: Site) -> None:
    changes = RightChanges(either.store, either.clock)
    await changes.forget()
    await tell(either, "p1", "p2")
    either.clock.forward(3_601)
    seen = await changes.newest()
    await changes.forget()
    assert [one.person for one in await changes.since(0)] == ["p2"]
    assert await changes.newest() == seen
    # Nobody may have read these yet.
    await tell(either, "p4", "p5")
    await changes.forget()
    assert [one.person for one in await changes.since(seen)] == ["p4", "p5"]
    seen = await changes.newest()
    either.clock.forward(3_601)
    await changes.forget()
    async with either.store.write() as session:
        row = await session.get_one(RightChange, seen)
        await session.delete(row)
    await tell(either, "p3")
    assert [one.person for one in await changes.since(seen)] == ["p3"]
    assert await changes.since(0) == [RightChanged(seen + 1, person="p3")]
