"""The watch over rights: what changes, here or in another process, reaches whoever uses the right."""

import asyncio
from collections.abc import AsyncIterator, Hashable, Set
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from footlight.accounts import rightwatch
from footlight.accounts.changes import RightChanges
from footlight.accounts.channels import ChannelBook
from footlight.accounts.grants import Grant, why_lost
from footlight.accounts.keys import StreamKeys
from footlight.accounts.passwords import Passwords
from footlight.accounts.rightwatch import RightWatch
from footlight.accounts.sessions import IDLE
from footlight.errors import FootlightError, KeyRevokedError, StoreUnavailableError
from footlight.model.channel import ChannelName
from footlight.store.store import open_store
from tests.accounts.granting import LOBBY, Granting, granting
from tests.accounts.site import Site

ATTIC = ChannelName("attic")


class Holders:
    """Rights in use, as a hub has them."""

    def __init__(self) -> None:
        self.used: set[Hashable] = set()
        self.taken: asyncio.Queue[tuple[ChannelName, set[Hashable], str]] = asyncio.Queue()
        self.words: list[str] = []
        """What they were told."""

    def rights(self) -> dict[ChannelName, set[Hashable]]:
        found: dict[ChannelName, set[Hashable]] = {ATTIC: {"pull"}}
        for right in self.used:
            found.setdefault(right.channel if isinstance(right, Grant) else LOBBY, set()).add(right)
        return found

    async def withdraw(self, channel: ChannelName, rights: Set[Hashable], error: FootlightError) -> None:
        self.used -= rights
        self.taken.put_nowait((channel, set(rights), error.code))
        self.words.append(str(error))

    def lost(self) -> list[tuple[ChannelName, set[Hashable], str]]:
        return [self.taken.get_nowait() for _ in range(self.taken.qsize())]


@pytest_asyncio.fixture
async def house(accounts: Site) -> Granting:
    return await granting(accounts.store)


@pytest.fixture
def holders() -> Holders:
    return Holders()


async def watch_of(house: Granting, holders: Holders) -> RightWatch:
    watch = RightWatch(house.site.store, house.changes, house.grants, holders)
    await watch.begin()
    return watch


@asynccontextmanager
async def running(watch: RightWatch) -> AsyncIterator[None]:
    task = asyncio.create_task(watch.run())
    try:
        yield
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_those_who_lost_are_shown_out_and_the_others_stay(house: Granting, holders: Holders) -> None:
    guest, member = Grant(LOBBY, "watch"), await house.grants.ask(house.people["member"], LOBBY, "watch")
    invited = await house.grants.ask(house.people["invited"], LOBBY, "watch")
    holders.used = {guest, member, invited, "local"}
    watch = await watch_of(house, holders)
    await watch.look()
    assert holders.lost() == []
    await house.site.channels.open_to(LOBBY, "members")
    await watch.look()
    assert holders.lost() == [(LOBBY, {guest}, "not_allowed")]
    await house.site.channels.open_to(LOBBY, "invited")
    await watch.look()
    assert holders.lost() == [(LOBBY, {member}, "not_allowed")]
    await house.site.people.suspend(invited.person or "")
    await watch.look()
    assert holders.lost() == [(LOBBY, {invited}, "not_allowed")]
    assert holders.used == {"local"}


async def test_all_who_hold_are_asked_and_who_goes_by_standings_is_told_of_those_concerned(
    house: Granting, holders: Holders
) -> None:
    class Heeding:
        def __init__(self) -> None:
            self.told: list[set[Grant]] = []
            self.doubted: list[set[ChannelName]] = []
            self.people: list[set[str]] = []

        def doubt(self, channels: Set[ChannelName]) -> None:
            self.doubted.append(set(channels))

        async def look_again(self, grants: Set[Grant]) -> None:
            self.told.append(set(grants))

        async def renamed(self, persons: Set[str]) -> None:
            self.people.append(set(persons))

    chats, heeding = Holders(), Heeding()
    member, guest = await house.grants.ask(house.people["member"], LOBBY, "watch"), Grant(LOBBY, "watch")
    elsewhere = Grant(ATTIC, "watch", "somebody", "a session")
    holders.used, chats.used = {guest}, {member, guest, elsewhere}
    watch = RightWatch(house.site.store, house.changes, house.grants, holders, chats, heeds=heeding)
    await watch.begin()
    await house.site.channels.put(LOBBY, member.person or "", "vip", over_moderators=True)
    await watch.look()
    assert heeding.told == [{member, guest}]
    await house.site.channels.open_to(LOBBY, "invited")
    await watch.look()
    assert holders.lost() == chats.lost() == [(LOBBY, {guest}, "not_allowed")]
    await house.site.people.rename(member.person or "", "Renamed")
    await watch.look()
    assert heeding.told[-1] == {member}
    assert heeding.doubted == [{LOBBY}, {LOBBY}, set()]
    assert heeding.people == [set(), set(), {member.person}]
    await watch.round()
    assert (ATTIC, {elsewhere}, "not_allowed") in chats.lost()
    assert member in heeding.told[-1]


async def test_a_revoked_key_is_told_as_such(house: Granting, holders: Holders) -> None:
    key, other = await house.site.keys.new(LOBBY), await house.site.keys.new(LOBBY)
    holders.used = {Grant(LOBBY, "publish", key=one.id) for one in (key, other)}
    watch = await watch_of(house, holders)
    await house.site.keys.revoke(key.id)
    await watch.look()
    assert holders.lost() == [(LOBBY, {Grant(LOBBY, "publish", key=key.id)}, "key_revoked")]


async def test_what_is_sent_to_a_channel_ends_when_somebody_else_gets_it(house: Granting, holders: Holders) -> None:
    key = await house.site.keys.new(LOBBY)
    by_key = await house.admission.let_send(LOBBY, key.secret, None)
    by_owner = await house.grants.ask(house.people["owner"], LOBBY, "publish")
    guest = await house.grants.guest(LOBBY)
    holders.used = {by_key, by_owner, guest}
    watch = await watch_of(house, holders)
    await house.site.channels.give(LOBBY, house.people["member"].person)
    await watch.look()
    lost = sorted(holders.lost(), key=lambda one: one[2])
    assert lost == [(LOBBY, {by_key}, "key_revoked"), (LOBBY, {by_owner}, "not_allowed")]
    assert holders.used == {guest}


async def test_what_is_sent_by_a_key_ends_with_the_suspension_of_the_channels_owner(
    house: Granting, holders: Holders
) -> None:
    key = await house.site.keys.new(LOBBY)
    right = await house.admission.let_send(LOBBY, key.secret, None)
    holders.used = {right}
    watch = await watch_of(house, holders)
    owner = house.people["owner"].person
    await house.site.people.suspend(owner)
    await watch.look()
    assert holders.lost() == [(LOBBY, {right}, "key_revoked")]
    with pytest.raises(KeyRevokedError):
        await house.admission.let_send(LOBBY, key.secret, None)
    assert isinstance(right, Grant)
    assert await house.grants.lost([right, Grant(LOBBY, "watch")]) == {right}
    await house.site.people.suspend(owner, suspended=False)
    assert await house.admission.let_send(LOBBY, key.secret, None) == right


async def test_each_is_told_what_they_lost(house: Granting, holders: Holders) -> None:
    keys = [await house.site.keys.new(LOBBY) for _ in range(2)]
    owner = house.people["owner"].person
    grants = [
        Grant(LOBBY, "watch", owner),
        Grant(LOBBY, "publish", owner),
        *(Grant(LOBBY, "publish", key=key.id) for key in keys),
    ]
    holders.used = set(grants)
    watch = await watch_of(house, holders)
    await house.site.channels.delete(LOBBY)
    await watch.look()
    assert sorted(holders.words) == sorted(str(why_lost(grant)) for grant in grants)
    assert holders.used == set()


async def test_a_change_is_looked_at_once(house: Granting, holders: Holders) -> None:
    holders.used = {Grant(LOBBY, "watch")}
    house.changes = RightChanges(house.store, house.site.clock)
    watch = await watch_of(house, holders)
    for visibility in ("unlisted", "public"):
        await house.site.channels.open_to(LOBBY, visibility)
    before = house.store.reads
    await watch.look()
    assert house.store.reads == before + 2
    await watch.look()
    assert house.store.reads == before + 3


async def test_what_a_change_does_not_concern_is_not_asked_for(house: Granting, holders: Holders) -> None:
    await house.site.channels.make(None, ATTIC)
    # Nobody asks for it: it would be found to be nobody's.
    holders.used = {Grant(ATTIC, "watch", "nobody", "no session"), Grant(ATTIC, "publish", key="no key")}
    watch = await watch_of(house, holders)
    await house.site.channels.open_to(LOBBY, "invited")
    await house.site.people.suspend(house.people["member"].person)
    await watch.look()
    assert holders.lost() == []


async def test_what_ends_by_time_is_found_by_a_round(house: Granting, holders: Holders) -> None:
    await house.site.channels.open_to(LOBBY, "members")
    program = await house.program("member", "read", days=1)
    by_session = await house.grants.ask(house.people["member"], LOBBY, "watch")
    by_token = await house.grants.ask(program, LOBBY, "watch")
    holders.used = {by_session, by_token}
    watch = await watch_of(house, holders)
    house.site.clock.forward(86_400)
    await watch.look()
    assert holders.lost() == []
    await watch.round()
    assert holders.lost() == [(LOBBY, {by_token}, "not_allowed")]
    house.site.clock.forward(IDLE / 1_000_000)
    await watch.round()
    assert holders.lost() == [(LOBBY, {by_session}, "not_allowed")]


async def test_rounds_are_made_by_themselves_and_forget_what_all_have_read(
    house: Granting, holders: Holders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rightwatch, "_ROUND", 0.0)
    await house.site.channels.open_to(LOBBY, "members")
    by_token = await house.grants.ask(await house.program("member", "read", days=1), LOBBY, "watch")
    holders.used = {by_token}
    watch = await watch_of(house, holders)
    house.site.clock.forward(86_400)
    async with running(watch), asyncio.timeout(20):
        assert await holders.taken.get() == (LOBBY, {by_token}, "not_allowed")
        while True:
            if len(await house.changes.since(0)) == 1:
                break
            await asyncio.sleep(0)


async def test_who_is_let_in_before_a_change_is_seen_is_shown_out_when_it_is(house: Granting, holders: Holders) -> None:
    watch = await watch_of(house, holders)
    await house.grants.guest(LOBBY)
    await house.site.channels.open_to(LOBBY, "members")
    # From what is remembered: the change was not looked at yet.
    holders.used = {await house.grants.guest(LOBBY)}
    await watch.look()
    assert holders.lost() == [(LOBBY, {Grant(LOBBY, "watch")}, "not_allowed")]


async def test_who_comes_while_rights_are_taken_back_is_not_let_in(house: Granting, holders: Holders) -> None:
    await house.grants.guest(LOBBY)
    holders.used = {Grant(LOBBY, "watch", "somebody who lost")}
    await house.site.channels.open_to(LOBBY, "invited")
    refused: list[str] = []

    async def come() -> None:
        with pytest.raises(FootlightError) as why:
            await house.grants.guest(LOBBY)
        refused.append(why.value.code)

    async def before_that() -> None:
        # The changes are read by now; next is who lost.
        house.store.meanwhile = come

    house.changes = RightChanges(house.store, house.site.clock)
    watch = RightWatch(house.site.store, house.changes, house.grants, holders)
    house.store.meanwhile = before_that
    await watch.look()
    assert refused == ["channel_unknown"]


async def test_a_change_by_another_process_is_seen(house: Granting, holders: Holders, tmp_path: Path) -> None:
    key = await house.site.keys.new(LOBBY)
    by_key, guest = Grant(LOBBY, "publish", key=key.id), Grant(LOBBY, "watch")
    holders.used = {by_key, guest}
    async with running(await watch_of(house, holders)), open_store(tmp_path) as elsewhere, asyncio.timeout(20):
        await StreamKeys(elsewhere, house.site.clock).revoke(key.id)
        assert await holders.taken.get() == (LOBBY, {by_key}, "key_revoked")
        await ChannelBook(elsewhere, house.site.clock, Passwords()).open_to(LOBBY, "members")
        assert await holders.taken.get() == (LOBBY, {guest}, "not_allowed")


async def test_a_change_by_this_process_is_seen_at_once(
    house: Granting, holders: Holders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rightwatch, "INTERVAL", 3_600.0)
    guest, member = Grant(LOBBY, "watch"), await house.grants.ask(house.people["member"], LOBBY, "watch")
    holders.used = {guest, member}

    async def close() -> None:
        await house.site.channels.open_to(LOBBY, "invited")

    # While the first look asks who lost something: it has read what changed by then.
    house.store.meanwhile = close
    async with running(await watch_of(house, holders)), asyncio.timeout(20):
        await house.site.channels.open_to(LOBBY, "members")
        assert await holders.taken.get() == (LOBBY, {guest}, "not_allowed")
        assert await holders.taken.get() == (LOBBY, {member}, "not_allowed")


async def test_a_store_that_fails_for_a_while_hides_nothing(house: Granting, holders: Holders) -> None:
    holders.used = {Grant(LOBBY, "watch")}
    failures = 0

    async def fail() -> None:
        nonlocal failures
        failures += 1
        if failures < 3:
            house.store.meanwhile = fail
        raise StoreUnavailableError("the disk is away")

    changes = RightChanges(house.store, house.site.clock)
    watch = RightWatch(house.site.store, changes, house.grants, holders)
    await watch.begin()
    house.store.meanwhile = fail
    async with running(watch), asyncio.timeout(20):
        await house.site.channels.open_to(LOBBY, "members")
        assert await holders.taken.get() == (LOBBY, {Grant(LOBBY, "watch")}, "not_allowed")
    assert failures == 3
