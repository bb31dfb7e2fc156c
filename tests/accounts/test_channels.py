"""Channels: made, described, opened, given away, deleted; and the people on their lists."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from sqlalchemy import select

from footlight.accounts.changes import RightChanges
from footlight.accounts.channels import CATEGORY, DESCRIPTION, MOST, MOST_LISTED, TITLE, ChannelInfo, PersonRef
from footlight.errors import (
    ChannelTakenError,
    ChannelUnknownError,
    KeyInvalidError,
    KeyRevokedError,
    LimitReachedError,
    NotAllowedError,
    OptionInvalidError,
    PasswordWeakError,
    PersonUnknownError,
)
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models import (
    Channel,
    ChannelPicture,
    ChannelRole,
    Follow,
    Person,
    PullSource,
    RightChange,
    StreamKey,
)
from tests.accounts.site import Site, site
from tests.store.where import Where

LOBBY, STAGE, NOWHERE = ChannelName("lobby"), ChannelName("stage"), ChannelName("nowhere")


async def told(site: Site) -> list[ChannelName | None]:
    """The channels whose rights were told to have changed, since the last time."""
    async with site.store.write() as session:
        rows = (await session.scalars(select(RightChange).order_by(RightChange.id))).all()
        for row in rows:
            await session.delete(row)
        return [row.channel for row in rows]


async def outcomes(*attempts: Coroutine[Any, Any, object]) -> list[str]:
    results = await asyncio.gather(*attempts, return_exceptions=True)
    return sorted(type(result).__name__ if isinstance(result, BaseException) else "done" for result in results)


async def test_a_new_channel_is_its_maker_s_public_and_empty(either: Site) -> None:
    ann = await either.person("Ann")
    made = await either.channels.make(ann, LOBBY, "  Evenings ")
    assert made == ChannelInfo(
        name=LOBBY,
        owner=PersonRef(ann, "Ann"),
        title="Evenings",
        description="",
        category="",
        visibility="public",
        has_password=False,
        picture_at=None,
        followers=0,
        created_at=either.clock.now(),
    )
    assert await either.channels.info(LOBBY) == made
    assert (made.place.channel, made.place.owner, made.place.visibility) == (LOBBY, ann, "public")
    assert (await either.channels.make(None, STAGE)).owner is None


async def test_a_name_is_had_once(either: Site) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    attempts = (either.channels.make(person, LOBBY) for person in (ann, bob, None))
    assert await outcomes(*attempts) == ["ChannelTakenError", "ChannelTakenError", "done"]
    await either.keys.new(STAGE)
    with pytest.raises(ChannelTakenError, match="another name"):
        await either.channels.make(ann, STAGE)


async def test_two_processes_that_make_one_channel_at_once_make_one(either: Site, ready: Where) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    async with ready.opened() as elsewhere:
        other = site(elsewhere)
        for number in range(20):
            name = ChannelName(f"c{number}")
            if number == 10:
                # Each may have so many.
                ann, bob = await either.person("Anna"), await either.person("Bobby")
            attempts = (either.channels.make(ann, name), other.channels.make(bob, name))
            assert await outcomes(*attempts) == ["ChannelTakenError", "done"]


async def test_one_person_has_a_bounded_number(either: Site) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    attempts = (either.channels.make(ann, ChannelName(f"c{number}")) for number in range(MOST + 5))
    assert (await outcomes(*attempts)).count("done") == MOST
    await either.channels.make(bob, LOBBY)
    with pytest.raises(LimitReachedError):
        await either.channels.give(LOBBY, ann)
    await either.channels.delete((await either.channels.of(ann))[0][0].name)
    await either.channels.give(LOBBY, ann)


async def test_who_is_gone_makes_no_channel(either: Site) -> None:
    ann = await either.person("Ann")
    await either.people.delete(ann)
    with pytest.raises(PersonUnknownError):
        await either.channels.make(ann, LOBBY)
    with pytest.raises(ChannelUnknownError):
        await either.channels.info(LOBBY)


async def test_what_is_said_of_it_is_changed_in_part(either: Site) -> None:
    await either.channels.make(None, LOBBY, "Old")
    changed = await either.channels.edit(LOBBY, description="First\r\nSecond", category="Music")
    assert (changed.title, changed.description, changed.category) == ("Old", "First\nSecond", "Music")
    changed = await either.channels.edit(LOBBY, title="", category="")
    assert (changed.title, changed.description, changed.category) == ("", "First\nSecond", "")
    assert await either.channels.edit(LOBBY) == changed == await either.channels.info(LOBBY)
    longest = await either.channels.edit(
        LOBBY, title="ü" * TITLE, description="🎥" * DESCRIPTION, category="x" * CATEGORY
    )
    assert len(longest.description) == DESCRIPTION


@pytest.mark.parametrize("field", ["title", "description", "category"])
@pytest.mark.parametrize("text", ["x" * 9_000, "a\0b", "a\ud800b", "a\u202eb", "a\x1bb", "a\u2028b"])
async def test_what_cannot_be_said_is_refused_and_changes_nothing(either: Site, field: str, text: str) -> None:
    before = await either.channels.make(None, LOBBY, "Title")
    with pytest.raises(OptionInvalidError):
        await either.channels.edit(LOBBY, visibility="unlisted", **{field: text})
    with pytest.raises(OptionInvalidError):
        await either.channels.make(None, STAGE, text)
    assert await either.channels.info(LOBBY) == before


async def test_who_may_watch_is_said(either: Site) -> None:
    await either.channels.make(None, LOBBY)
    with pytest.raises(OptionInvalidError, match="needs one"):
        await either.channels.open_to(LOBBY, "password")
    with pytest.raises(PasswordWeakError):
        await either.channels.open_to(LOBBY, "password", "short")
    with pytest.raises(PasswordWeakError):
        await either.channels.open_to(LOBBY, "password", "x" * 257)
    with pytest.raises(OptionInvalidError, match="no password"):
        await either.channels.open_to(LOBBY, "members", "open sesame")
    opened = await either.channels.open_to(LOBBY, "password", "open sesame")
    assert (opened.visibility, opened.has_password) == ("password", True)
    assert await either.channels.open_to(LOBBY, "password") == opened
    opened = await either.channels.open_to(LOBBY, "members")
    assert (opened.visibility, opened.has_password) == ("members", False)
    with pytest.raises(OptionInvalidError, match="needs one"):
        await either.channels.open_to(LOBBY, "password")


async def test_what_is_refused_of_several_changes_nothing(either: Site) -> None:
    before = await either.channels.make(None, LOBBY, "Title")
    for password in (None, "short"):
        with pytest.raises((OptionInvalidError, PasswordWeakError)):
            await either.channels.edit(LOBBY, title="New", visibility="password", password=password)
    with pytest.raises(OptionInvalidError):
        await either.channels.edit(LOBBY, title="New", password="open sesame")
    assert await either.channels.info(LOBBY) == before
    await either.channels.open_to(LOBBY, "password", "open sesame")
    # Another password by itself.
    changed = await either.channels.edit(LOBBY, password="open barley")
    assert (changed.visibility, changed.has_password) == ("password", True)


async def test_a_channel_s_password_is_kept_as_a_slow_hash(either: Site) -> None:
    await either.channels.make(None, LOBBY)
    await either.channels.edit(LOBBY, visibility="password", password="open sesame")
    async with either.store.read() as session:
        hashed = (await session.get_one(Channel, LOBBY)).password_hash
    assert hashed is not None
    assert hashed.startswith("$argon2id$")


async def test_people_are_put_on_its_list_and_taken_off(either: Site) -> None:
    ann, bob, cleo = [await either.person(name) for name in ("Ann", "Bob", "Cleo")]
    await either.channels.make(ann, LOBBY)
    await either.channels.put(LOBBY, cleo, "invited", over_moderators=False)
    either.clock.forward(5)
    await either.channels.put(LOBBY, bob, "moderator", over_moderators=True)
    people = await either.channels.people(LOBBY)
    assert [(one.person.name, one.role) for one in people] == [("Bob", "moderator"), ("Cleo", "invited")]
    assert people[0].since - people[1].since == 5_000_000
    either.clock.forward(5)
    await either.channels.put(LOBBY, bob, "moderator", over_moderators=True)
    assert await either.channels.people(LOBBY) == people
    assert await either.channels.role_of(LOBBY, bob) == "moderator"
    assert await either.channels.role_of(LOBBY, ann) is None
    assert await either.channels.roles(bob) == {LOBBY: "moderator"}
    assert await either.channels.remove(LOBBY, cleo, over_moderators=False)
    assert not await either.channels.remove(LOBBY, cleo, over_moderators=False)
    assert await either.channels.roles(cleo) == {}


async def test_who_is_not_over_moderators_makes_and_unmakes_none(either: Site) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    await either.channels.make(ann, LOBBY)
    with pytest.raises(NotAllowedError):
        await either.channels.put(LOBBY, bob, "moderator", over_moderators=False)
    await either.channels.put(LOBBY, bob, "moderator", over_moderators=True)
    with pytest.raises(NotAllowedError):
        await either.channels.put(LOBBY, bob, "invited", over_moderators=False)
    with pytest.raises(NotAllowedError):
        await either.channels.remove(LOBBY, bob, over_moderators=False)
    assert await either.channels.role_of(LOBBY, bob) == "moderator"


async def test_a_list_takes_people_that_there_are_and_not_the_owner(either: Site) -> None:
    ann = await either.person("Ann")
    await either.channels.make(ann, LOBBY)
    with pytest.raises(OptionInvalidError):
        await either.channels.put(LOBBY, ann, "invited", over_moderators=True)
    with pytest.raises(PersonUnknownError):
        await either.channels.put(LOBBY, "nobody", "invited", over_moderators=True)
    with pytest.raises(ChannelUnknownError):
        await either.channels.put(STAGE, ann, "invited", over_moderators=True)


async def test_a_list_has_an_end(either: Site) -> None:
    await either.channels.make(None, LOBBY)
    async with either.store.write() as session:
        for number in range(MOST_LISTED):
            session.add(
                Person(
                    id=f"p{number}", name=f"p{number}", skeleton=f"p{number}", role="member", password_hash=None,
                    created_at=Micros(1), suspended_at=None,
                )
            )  # fmt: skip
        await session.flush()
        for number in range(MOST_LISTED):
            session.add(ChannelRole(channel=LOBBY, person=f"p{number}", role="invited", since=Micros(1)))
    ann = await either.person("Ann")
    with pytest.raises(LimitReachedError):
        await either.channels.put(LOBBY, ann, "invited", over_moderators=True)
    await either.channels.put(LOBBY, "p1", "moderator", over_moderators=True)
    await either.channels.remove(LOBBY, "p2", over_moderators=True)
    await either.channels.put(LOBBY, ann, "invited", over_moderators=True)


async def test_who_gives_a_channel_away_moderates_it(either: Site) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    await either.channels.make(ann, LOBBY)
    await either.channels.put(LOBBY, bob, "invited", over_moderators=True)
    await either.channels.give(LOBBY, bob)
    assert (await either.channels.info(LOBBY)).owner == PersonRef(bob, "Bob")
    assert [(one.person.name, one.role) for one in await either.channels.people(LOBBY)] == [("Ann", "moderator")]
    await either.channels.give(LOBBY, bob)
    assert [one.person.name for one in await either.channels.people(LOBBY)] == ["Ann"]
    await either.channels.give(LOBBY, ann)
    assert [one.person.name for one in await either.channels.people(LOBBY)] == ["Bob"]
    await either.channels.make(None, STAGE)
    await either.channels.give(STAGE, ann)
    assert await either.channels.people(STAGE) == []
    with pytest.raises(PersonUnknownError):
        await either.channels.give(STAGE, "nobody")


async def test_a_channel_that_changes_hands_leaves_its_keys_behind(either: Site) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    for owner, channel in ((ann, LOBBY), (None, STAGE)):
        await either.channels.make(owner, channel)
        long_revoked, key = await either.keys.new(channel), await either.keys.new(channel)
        revoked_at = (await either.keys.revoke(long_revoked.id)).revoked_at
        either.clock.forward(5)
        await either.channels.give(channel, bob)
        with pytest.raises(KeyRevokedError):
            await either.keys.verify(channel, key.secret)
        # When one was revoked before stays as it was.
        revoked = {one.id: one.revoked_at for one in await either.keys.list(channel)}
        assert revoked == {long_revoked.id: revoked_at, key.id: either.clock.now()}
        new = await either.keys.new(channel)
        assert await either.keys.verify(channel, new.secret) == new.id
        # Who has it already is given nothing.
        await either.channels.give(channel, bob)
        assert await either.keys.verify(channel, new.secret) == new.id


async def test_it_goes_with_all_that_is_its_own_and_its_name_is_free(either: Site) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    await either.channels.make(ann, LOBBY)
    key = await either.keys.new(LOBBY)
    await either.channels.put(LOBBY, bob, "moderator", over_moderators=True)
    await either.follows.follow(bob, LOBBY)
    async with either.store.write() as session:
        session.add(ChannelPicture(channel=LOBBY, data=b"x", changed_at=Micros(1)))
        session.add(PullSource(channel=LOBBY, url="rtsp://x", set_at=Micros(1), state="live", changed_at=Micros(1)))
    await either.channels.delete(LOBBY)
    async with either.store.read() as session:
        for table in (Channel, StreamKey, ChannelRole, ChannelPicture, Follow, PullSource):
            assert (await session.scalars(select(table))).all() == []
    with pytest.raises(ChannelUnknownError):
        await either.channels.delete(LOBBY)
    with pytest.raises(ChannelUnknownError):
        await either.keys.verify(LOBBY, key.secret)
    # Whoever has the name then has nothing of who had it before.
    again = await either.channels.make(bob, LOBBY)
    assert (again.owner, again.followers, again.picture_at) == (PersonRef(bob, "Bob"), 0, None)
    assert await either.channels.people(LOBBY) == []
    with pytest.raises(KeyInvalidError):
        await either.keys.verify(LOBBY, key.secret)


async def test_giving_and_deleting_at_once_end_in_one_or_the_other(either: Site) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    for _ in range(5):
        await either.channels.make(ann, LOBBY)
        attempts = (
            either.channels.give(LOBBY, bob),
            either.channels.delete(LOBBY),
            either.channels.give(LOBBY, ann),
            either.channels.put(LOBBY, bob, "invited", over_moderators=True),
        )
        results = await asyncio.gather(*attempts, return_exceptions=True)
        assert results[1] is None
        refused = (ChannelUnknownError, OptionInvalidError)
        assert all(result is None or isinstance(result, refused) for result in results)
        async with either.store.read() as session:
            assert (await session.scalars(select(ChannelRole))).all() == []
        assert await either.channels.of(bob) == []


async def test_a_channel_given_to_who_goes_at_once_is_nobody_s_or_gone(either: Site) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    await either.channels.make(ann, LOBBY)
    results = await asyncio.gather(either.channels.give(LOBBY, bob), either.people.delete(bob), return_exceptions=True)
    if results[0] is None:
        assert results[1] == [LOBBY]
    else:
        assert isinstance(results[0], PersonUnknownError)
        assert (await either.channels.info(LOBBY)).owner == PersonRef(ann, "Ann")


async def test_who_goes_takes_their_channels_and_their_places_on_lists(either: Site) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    await either.channels.make(ann, LOBBY)
    await either.channels.make(bob, STAGE)
    await either.channels.put(STAGE, ann, "moderator", over_moderators=True)
    await either.follows.follow(ann, STAGE)
    await told(either)
    assert await either.people.delete(ann) == [LOBBY]
    assert LOBBY in await told(either)
    assert await either.channels.people(STAGE) == []
    assert (await either.channels.info(STAGE)).followers == 0


async def test_every_change_of_rights_is_told_and_nothing_else(either: Site) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    await told(either)
    await either.channels.make(ann, LOBBY)
    await told(either)
    for attempt, changes in (
        (either.channels.edit(LOBBY, title="New"), False),
        (either.channels.open_to(LOBBY, "unlisted"), True),
        (either.channels.open_to(LOBBY, "password", "open sesame"), True),
        (either.channels.open_to(LOBBY, "password", "open barley"), True),
        (either.channels.put(LOBBY, bob, "moderator", over_moderators=True), True),
        (either.channels.put(LOBBY, bob, "invited", over_moderators=True), True),
        (either.follows.follow(bob, LOBBY), False),
        (either.channels.remove(LOBBY, bob, over_moderators=True), True),
        (either.channels.remove(LOBBY, bob, over_moderators=True), False),
        (either.channels.give(LOBBY, bob), True),
        (either.channels.give(LOBBY, bob), False),
        (either.channels.delete(LOBBY), True),
    ):
        await attempt
        assert await told(either) == ([LOBBY] if changes else [])
    changes_read = RightChanges(either.store, either.clock)
    assert await changes_read.since(0) == []


async def test_a_person_s_channels_are_those_they_own_and_those_they_moderate(either: Site) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    for owner, name in ((ann, "b"), (ann, "a"), (bob, "d"), (bob, "c"), (bob, "e"), (None, "f")):
        await either.channels.make(owner, ChannelName(name))
    await either.channels.put(ChannelName("d"), ann, "moderator", over_moderators=True)
    await either.channels.put(ChannelName("c"), ann, "moderator", over_moderators=True)
    await either.channels.put(ChannelName("e"), ann, "invited", over_moderators=True)
    found = [(info.name, standing) for info, standing in await either.channels.of(ann)]
    assert found == [("a", "owner"), ("b", "owner"), ("c", "moderator"), ("d", "moderator")]
    assert await either.channels.roles(ann) == {"c": "moderator", "d": "moderator", "e": "invited"}


async def test_many_are_told_of_at_once(either: Site) -> None:
    ann = await either.person("Ann")
    names = [ChannelName(f"c{number:04}") for number in range(1_500)]
    async with either.store.write() as session:
        session.add_all(Channel(name=name, created_at=Micros(1), owner=ann) for name in names)
        await session.flush()
        session.add_all(Follow(person=ann, channel=name, since=Micros(1)) for name in names[:3])
    found = await either.channels.infos([*names, NOWHERE])
    assert list(found) == names
    assert [found[name].followers for name in names[:5]] == [1, 1, 1, 0, 0]
    assert await either.channels.infos([]) == {}
    pages = await either.channels.listed(limit=1_000)
    pages += await either.channels.listed(pages[-1].name, limit=1_000)
    assert pages == list(found.values())


async def test_what_there_is_not_is_told(either: Site) -> None:
    for attempt in (
        either.channels.info(NOWHERE),
        either.channels.edit(NOWHERE, title="x"),
        either.channels.open_to(NOWHERE, "public"),
        either.channels.people(NOWHERE),
        either.channels.remove(NOWHERE, "x", over_moderators=True),
        either.channels.give(NOWHERE, "x"),
        either.channels.delete(NOWHERE),
    ):
        with pytest.raises(ChannelUnknownError, match="nowhere"):
            await attempt
