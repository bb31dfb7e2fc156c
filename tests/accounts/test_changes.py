"""What changed about rights is told to whoever looks, in order, and forgotten in the end."""

import pytest

from footlight.accounts.changes import RightChanged, RightChanges, rights_changed
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
    async with either.store.write() as session:
        row = await session.get_one(RightChange, seen)
        await session.delete(row)
    await tell(either, "p3")
    assert [one.person for one in await changes.since(seen)] == ["p3"]
    assert await changes.since(0) == [RightChanged(seen + 1, person="p3")]
