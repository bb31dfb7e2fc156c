"""Roles given and taken in a chat: by each rank, over each, and by two at once."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from footlight.accounts.channelroles import ChannelRoles
from footlight.accounts.grants import Grant
from footlight.accounts.rights import ListedAs
from footlight.api.chatroles import ChatRoles
from footlight.chat.caller import Caller
from footlight.chat.moderation.log import OrderLog, sentence
from footlight.chat.ranks import ALLOWED, Deed, Rank
from footlight.errors import (
    LimitReachedError,
    NotAllowedError,
    OptionInvalidError,
    PersonUnknownError,
    SignInNeededError,
)
from footlight.model.channel import ChannelName
from tests.accounts.site import Site, site
from tests.store.conftest import ready as ready
from tests.store.where import Where

LOBBY = ChannelName("lobby")
LISTED: dict[Rank, ListedAs] = {Rank.ADMIN: "admin", Rank.MODERATOR: "moderator", Rank.VIP: "vip"}
DEEDS = {Rank.ADMIN: Deed.ADMIN, Rank.MODERATOR: Deed.MOD, Rank.VIP: Deed.VIP}


@dataclass
class House:
    """A channel with somebody of every rank: `one` asks, `other` is asked about."""

    site: Site
    roles: ChatRoles
    ids: dict[str, str] = field(default_factory=dict)

    def caller(self, name: str) -> Caller:
        return Caller(Grant(LOBBY, "watch", self.ids[name]), Rank.MEMBER, b"device", self.ids[name])

    async def person(self, name: str, rank: Rank) -> None:
        """Somebody of this rank; who runs the site is an owner everywhere."""
        made = await self.site.people.create(name, None, "admin" if rank is Rank.OWNER else "member")
        self.ids[name] = made.id
        if rank in LISTED:
            await self.site.channels.put(LOBBY, made.id, LISTED[rank], over_moderators=True)

    async def role(self, name: str) -> str | None:
        return await self.site.channels.role_of(LOBBY, self.ids[name])

    async def log(self) -> list[tuple[str, str | None, str | None, str]]:
        """What was done by whom to whom, the newest first."""
        found = await OrderLog(self.site.store).page(LOBBY)
        return [(one.deed, one.by, one.nick, sentence(one)) for one in found]


@pytest.fixture
async def house(ready: Where) -> AsyncIterator[House]:
    async with ready.opened() as store:
        made = site(store)
        await made.channels.make(None, LOBBY)
        yield House(made, ChatRoles(ChannelRoles(store, made.clock), made.channels))


ACCOUNTS = [rank for rank in Rank if rank is not Rank.GUEST]


async def test_each_gives_and_takes_what_the_table_says(house: House) -> None:
    for number, rank in enumerate(ACCOUNTS):
        await house.person(f"mine{number}", rank)
    for number, (mine, theirs, role) in enumerate(itertools.product(ACCOUNTS, ACCOUNTS, LISTED)):
        name = f"theirs{number}"
        await house.person(name, theirs)
        by, before = house.caller(f"mine{ACCOUNTS.index(mine)}"), await house.role(name)
        allowed = mine in ALLOWED[DEEDS[role]] and mine.over(theirs)
        for deed, possible, after in (
            (house.roles.give, not theirs.over(role), LISTED[role]),
            (house.roles.take, True, None),
        ):
            if not allowed:
                with pytest.raises(NotAllowedError, match=r" may |stand above"):
                    await deed(LOBBY, by, name, role)
                assert await house.role(name) == before
            elif not possible:
                with pytest.raises(OptionInvalidError, match=f"which is more: type /(remove|un)\\w+ {name}"):
                    await deed(LOBBY, by, name, role)
                assert await house.role(name) == before
            elif deed == house.roles.take and before is not None and theirs.over(role):
                with pytest.raises(OptionInvalidError, match="is not"):
                    await deed(LOBBY, by, name, role)
            else:
                assert await deed(LOBBY, by, name.upper(), role) == name
                assert await house.role(name) == after


async def test_of_two_who_unmake_each_other_one_is_late(house: House) -> None:
    await house.person("olga", Rank.OWNER)
    for number in range(5):
        await house.person(f"ada{number}", Rank.ADMIN)
        await house.person(f"guy{number}", Rank.MEMBER)
        done = await asyncio.gather(
            house.roles.take(LOBBY, house.caller("olga"), f"ada{number}", Rank.ADMIN),
            house.roles.give(LOBBY, house.caller(f"ada{number}"), f"guy{number}", Rank.MODERATOR),
            house.roles.give(LOBBY, house.caller(f"ada{number}"), f"guy{number}", Rank.VIP),
            return_exceptions=True,
        )
        assert done[0] == f"ada{number}"
        # Whichever came first: an admin's deed before it counts, one after it does not.
        assert await house.role(f"ada{number}") is None
        given = {role for role, one in zip(("moderator", "vip"), done[1:], strict=True) if isinstance(one, str)}
        assert await house.role(f"guy{number}") in (given or (None,))
        assert all(isinstance(one, str | NotAllowedError | OptionInvalidError) for one in done)
        with pytest.raises(NotAllowedError, match="only owners and admins"):
            await house.roles.give(LOBBY, house.caller(f"ada{number}"), f"guy{number}", Rank.VIP)


async def test_two_who_promote_the_same_one_agree(house: House) -> None:
    await house.person("olga", Rank.OWNER)
    await house.person("ada", Rank.ADMIN)
    await house.person("guy", Rank.MEMBER)
    done = await asyncio.gather(
        *(house.roles.give(LOBBY, house.caller(by), "guy", Rank.MODERATOR) for by in ("olga", "ada") * 4)
    )
    assert set(done) == {"guy"}
    assert await house.role("guy") == "moderator"


async def test_where_others_may_not_watch_who_was_something_still_may(house: House) -> None:
    await house.person("olga", Rank.OWNER)
    await house.person("mia", Rank.MODERATOR)
    await house.site.channels.open_to(LOBBY, "invited")
    await house.roles.take(LOBBY, house.caller("olga"), "mia", Rank.MODERATOR)
    assert await house.role("mia") == "invited"
    await house.roles.give(LOBBY, house.caller("olga"), "mia", Rank.VIP)
    await house.site.channels.open_to(LOBBY, "public")
    await house.roles.take(LOBBY, house.caller("olga"), "mia", Rank.VIP)
    assert await house.role("mia") is None


async def test_who_is_gone_gives_nothing(house: House) -> None:
    await house.person("olga", Rank.OWNER)
    await house.person("other", Rank.OWNER)
    await house.person("guy", Rank.MEMBER)
    by = house.caller("olga")
    with pytest.raises(PersonUnknownError, match=r"nobody with an account is called .Nobody."):
        await house.roles.give(LOBBY, by, "Nobody", Rank.VIP)
    await house.site.people.suspend(house.ids["olga"])
    with pytest.raises(SignInNeededError):
        await house.roles.give(LOBBY, by, "guy", Rank.VIP)
    with pytest.raises(SignInNeededError):
        await house.roles.give(LOBBY, Caller(Grant(LOBBY, "watch"), Rank.GUEST, b"d"), "guy", Rank.VIP)
    with pytest.raises(SignInNeededError):
        await house.roles.give(ChannelName("other"), house.caller("other"), "guy", Rank.VIP)
    assert await house.role("guy") is None


async def test_a_list_that_is_full_takes_nobody_else(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footlight.accounts.channelroles.MOST_LISTED", 1)
    await house.person("olga", Rank.OWNER)
    await house.person("mia", Rank.MODERATOR)
    await house.person("guy", Rank.MEMBER)
    with pytest.raises(LimitReachedError):
        await house.roles.give(LOBBY, house.caller("olga"), "guy", Rank.VIP)
    await house.roles.give(LOBBY, house.caller("olga"), "mia", Rank.ADMIN)


async def test_who_keeps_order_is_told(house: House) -> None:
    owner = (await house.site.people.create("Olaf", None, "member")).id
    for name, rank in (("mia", Rank.MODERATOR), ("ada", Rank.ADMIN), ("vera", Rank.VIP)):
        await house.person(name, rank)
    assert await house.roles.staff(LOBBY) == [("ada", Rank.ADMIN), ("mia", Rank.MODERATOR)]
    await house.site.channels.give(LOBBY, owner)
    assert (await house.roles.staff(LOBBY))[0] == ("Olaf", Rank.OWNER)


async def test_who_makes_whom_what_is_in_the_log_of_the_chat(house: House) -> None:
    await house.person("Ada", Rank.ADMIN)
    await house.person("Bob", Rank.MEMBER)
    by = house.caller("Ada")
    assert await house.log() == [("role", None, "Ada", "member → admin")]
    for _ in range(2):
        await house.roles.give(LOBBY, by, "bob", Rank.VIP)
    await house.roles.give(LOBBY, by, "bob", Rank.MODERATOR)
    with pytest.raises(OptionInvalidError):
        await house.roles.take(LOBBY, by, "bob", Rank.VIP)
    await house.roles.take(LOBBY, by, "bob", Rank.MODERATOR)
    # As the pages do it; whoever is only invited is no business of the chat.
    book, bob = house.site.channels, house.ids["Bob"]
    await book.put(LOBBY, bob, "invited", over_moderators=True, by=by.person)
    await book.put(LOBBY, bob, "moderator", over_moderators=True, by=by.person)
    with pytest.raises(NotAllowedError):
        await book.remove(LOBBY, bob, over_moderators=False, by=by.person)
    await book.remove(LOBBY, bob, over_moderators=True, by=by.person)
    assert (await house.log())[:-1] == [
        ("role", "Ada", "Bob", said)
        for said in (
            "moderator → member", "invited → moderator", "moderator → member", "vip → moderator", "member → vip",
        )
    ]  # fmt: skip
