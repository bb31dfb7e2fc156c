"""What those who hold grants are now, and whose names are taken."""

import pytest
import pytest_asyncio

from footlight.accounts.grants import Grant
from footlight.accounts.rights import ListedAs
from footlight.accounts.standings import GUEST, Standings
from footlight.model.names import skeleton
from tests.accounts.granting import LOBBY, Granting, granting
from tests.accounts.site import Site


@pytest_asyncio.fixture
async def house(accounts: Site) -> Granting:
    return await granting(accounts.store)


def standings(house: Granting) -> Standings:
    return Standings(house.store, house.site.clock)


async def grant(house: Granting, kind: str) -> Grant:
    return await house.grants.ask(house.people[kind], LOBBY, "watch")


@pytest.mark.parametrize(
    ("kind", "standing"),
    [("owner", "owner"), ("admin", "owner"), ("moderator", "moderator"), ("invited", "invited"), ("member", "member")],
)
async def test_each_is_what_the_channel_says(house: Granting, kind: str, standing: str) -> None:
    held = await grant(house, kind)
    found = (await standings(house).of([held]))[held]
    assert found.standing == standing
    assert found.who is not None
    assert (found.who.person, found.who.name) == (house.people[kind].person, house.people[kind].name)


@pytest.mark.parametrize("role", ["admin", "vip"])
async def test_it_is_read_anew(house: Granting, role: ListedAs) -> None:
    held = await grant(house, "member")
    await house.site.channels.put(LOBBY, house.people["member"].person, role, over_moderators=True)
    assert (await standings(house).of([held]))[held].standing == role


async def test_a_program_has_its_scopes(house: Granting) -> None:
    program = await house.program("member", "read", "chat")
    held = await house.grants.ask(program, LOBBY, "watch")
    found = (await standings(house).of([held]))[held]
    assert found.who is not None
    assert found.who.scopes == {"read", "chat"}


async def test_who_was_signed_out_or_suspended_is_a_guest(house: Granting) -> None:
    member, invited = await grant(house, "member"), await grant(house, "invited")
    await house.site.sessions.end(member.person or "", member.session or "")
    await house.site.people.suspend(invited.person or "")
    assert await standings(house).of([member, invited]) == {member: GUEST, invited: GUEST}


async def test_of_guests_nothing_is_asked(house: Granting) -> None:
    held, before = await house.grants.guest(LOBBY), house.store.reads
    assert await standings(house).of([held]) == {}
    assert house.store.reads == before


async def test_names_that_look_like_an_accounts_are_known(house: Granting) -> None:
    asked = {skeleton(name) for name in ("The-member", "THE-MEMBER", "the_rnember", "Nobody-here")}
    assert await standings(house).alike(asked) == {skeleton("The-member")}
