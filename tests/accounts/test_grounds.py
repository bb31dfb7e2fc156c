"""What grants rest on: read for one it is the same as read for many, on either database."""

from pathlib import Path

import pytest

from footlight.accounts.grants import Grant
from footlight.accounts.grounds import Grounds, read_grounds
from footlight.accounts.identity import Identity
from footlight.accounts.sessions import IDLE
from footlight.model.channel import ChannelName
from footlight.model.units import Micros, seconds
from footlight.store.models import Session
from footlight.store.store import Store, open_store
from tests.accounts.granting import LOBBY, Granting, granting

OTHER = ChannelName("other")
CLOSED = ChannelName("closed")
"""Its owner is suspended."""


async def read(store: Store, grants: list[Grant], now: Micros) -> Grounds:
    return await store.glance(lambda database: read_grounds(database, grants, now))


async def every_kind(house: Granting) -> list[Grant]:
    """Grants of everybody, as they are and as they were lost."""
    people, clock = house.people, house.site.clock
    program = await house.program("member", "read", "publish")
    revoked = await house.program("invited", "read")
    await house.tokens.revoke(revoked.person, str(revoked.token))
    short = await house.program("owner", "read", days=1)
    await house.site.channels.make(people["member"].person, OTHER)
    keys = [await house.site.keys.new(channel) for channel in (LOBBY, LOBBY, OTHER)]
    await house.site.keys.revoke(keys[1].id)
    again, _ = await house.sign_in(people["moderator"].person)
    await house.site.sessions.end(again.person, str(again.session))
    await house.site.channels.put(OTHER, people["moderator"].person, "invited", over_moderators=True)
    # To the moment at which those of before are over.
    clock.forward(seconds(IDLE))
    fresh, _ = await house.sign_in(people["member"].person)
    old, _ = await house.sign_in(people["member"].person)
    async with house.site.store.write() as session:
        (await session.get_one(Session, old.session)).expires_at = clock.now()
    gone = (await house.site.people.create("Gone", None, "member")).id
    await house.site.channels.make(gone, CLOSED)
    of_gone = await house.site.keys.new(CLOSED)
    await house.site.people.suspend(gone)

    def grants(channel: ChannelName, who: Identity | None) -> list[Grant]:
        if who is None:
            return [Grant(channel, "watch"), Grant(ChannelName("nowhere"), "watch")]
        return [
            Grant(channel, "watch", who.person, who.session, who.token),
            Grant(channel, "publish", who.person),
            Grant(channel, "watch", who.person, password=b"x"),
        ]

    asked = [None, *people.values(), program, revoked, short, again, fresh, old]
    return [
        *(grant for channel in (LOBBY, OTHER) for who in asked for grant in grants(channel, who)),
        *(Grant(channel, "publish", key=key.id) for channel in (LOBBY, OTHER) for key in keys),
        Grant(CLOSED, "publish", key=of_gone.id),
        Grant(LOBBY, "watch", gone),
        Grant(LOBBY, "watch", "nobody"),
    ]


async def compare(store: Store) -> None:
    house = await granting(store)
    all = await every_kind(house)
    now = house.site.clock.now()
    many = await read(store, all, now)
    found = 0
    for grant in all:
        one = await read(store, [grant], now)
        assert one.places.get(grant.channel) == many.places.get(grant.channel)
        assert one.passwords.get(grant.channel) == many.passwords.get(grant.channel)
        if grant.channel in many.places:
            assert one.who(grant) == many.who(grant)
            about = (grant.channel, grant.person or "")
            assert one.roles.get(about) == many.roles.get(about)
            assert ((grant.channel, grant.key) in one.keys) == ((grant.channel, grant.key) in many.keys)
            found += one.who(grant) is not None
    # Neither all of them hold, nor none.
    assert 0 < found < len(all)
    assert {channel for channel, _ in many.keys} == {LOBBY, OTHER}
    assert await house.grants.lost(all) == {grant for grant in all if await house.grants.lost([grant])}


@pytest.mark.parametrize("together", [500, 3])
async def test_one_is_read_as_many_are(empty_data: Path, together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footlight.accounts.grounds._TOGETHER", together)
    async with open_store(empty_data) as store:
        await compare(store)


async def test_one_is_read_as_many_are_by_postgres(tmp_path: Path, empty_postgres: str) -> None:
    async with open_store(tmp_path, empty_postgres) as store:
        await compare(store)
