"""Invitations: made, looked at, taken, taken back; and the one that sets a site up."""

import asyncio
from pathlib import Path

import pytest

from footlight.accounts.identity import SITE_ROLES, Identity
from footlight.accounts.invitations import LONGEST_HOURS, MOST, MOST_USES
from footlight.errors import InvitationInvalidError, LimitReachedError, NotAllowedError, OptionInvalidError
from footlight.model.units import Micros
from footlight.store.models import Invitation
from footlight.store.sqlite import FILE
from tests.accounts.site import PASSWORD, Site, site
from tests.store.where import Where


async def join(accounts: Site, name: str, invitation: str) -> Identity:
    new = await accounts.people.join(name, PASSWORD, invitation=invitation, device="")
    return await accounts.sessions.who(new.secret)


async def test_an_invitation_is_for_so_many_people_and_their_role(either: Site) -> None:
    new = await either.invitations.new(role="admin", uses=2)
    assert await either.invitations.look(new.secret) == new.info
    assert (await join(either, "Ann", new.secret)).role == "admin"
    assert (await either.invitations.look(new.secret)).uses_left == 1
    assert (await join(either, "Bob", new.secret)).role == "admin"
    for attempt in (either.invitations.look(new.secret), join(either, "Cleo", new.secret)):
        with pytest.raises(InvitationInvalidError):
            await attempt
    assert await either.invitations.list() == []


async def test_of_two_who_take_its_last_use_at_once_one_gets_it(either: Site, ready: Where) -> None:
    async with ready.opened() as elsewhere:
        other = site(elsewhere)
        for number in range(3):
            new = await either.invitations.new()
            attempts = [join(at, f"{name}{number}", new.secret) for at, name in ((either, "Ann"), (other, "Bob"))]
            results = await asyncio.gather(*attempts, return_exceptions=True)
            assert sorted(type(result).__name__ for result in results) == ["Identity", "InvitationInvalidError"]
            assert len(await either.people.list()) == number + 1


async def test_its_time_is_over_by_itself(either: Site) -> None:
    new = await either.invitations.new(hours=2)
    either.clock.forward(2 * 3600 - 1)
    assert await either.invitations.look(new.secret)
    assert await either.invitations.list() == [new.info]
    either.clock.forward(1)
    with pytest.raises(InvitationInvalidError):
        await join(either, "Ann", new.secret)
    assert await either.invitations.list() == []
    # What is over is forgotten when another is made.
    await either.invitations.new()
    async with either.store.read() as session:
        assert await session.get(Invitation, new.info.id) is None


async def test_it_is_taken_back(either: Site) -> None:
    new = await either.invitations.new()
    await either.invitations.revoke(new.info.id)
    for attempt in (
        either.invitations.look(new.secret),
        join(either, "Ann", new.secret),
        either.invitations.revoke(new.info.id),
        either.invitations.revoke("nothing"),
    ):
        with pytest.raises(InvitationInvalidError):
            await attempt


@pytest.mark.parametrize("wrong", ["", "fli_", "fli_" + "A" * 43, "x" * 100_000, "\0", "\ud800", "' OR 1=1 --"])
async def test_a_wrong_one_is_refused(either: Site, wrong: str) -> None:
    await either.invitations.new()
    with pytest.raises(InvitationInvalidError):
        await either.invitations.look(wrong)


async def test_numbers_that_cannot_be_are_refused(accounts: Site) -> None:
    for uses in (0, -1, MOST_USES + 1):
        with pytest.raises(OptionInvalidError):
            await accounts.invitations.new(uses=uses)
    for hours in (0, -1, LONGEST_HOURS + 1, float("nan"), float("inf")):
        with pytest.raises(OptionInvalidError):
            await accounts.invitations.new(hours=hours)
    assert await accounts.invitations.list() == []
    await accounts.invitations.new(uses=MOST_USES, hours=LONGEST_HOURS)


async def test_so_many_are_open_at_once(accounts: Site) -> None:
    async with accounts.store.write() as session:
        session.add_all(
            Invitation(
                id=str(number), secret_hash=bytes(30) + number.to_bytes(2), role="member", made_by=None, uses_left=1,
                created_at=Micros(1), expires_at=Micros(accounts.clock.now() + 1_000_000),
            )
            for number in range(MOST)
        )  # fmt: skip
    with pytest.raises(LimitReachedError):
        await accounts.invitations.new()
    accounts.clock.forward(1)
    await accounts.invitations.new()


async def test_the_newest_is_listed_first(either: Site) -> None:
    first = await either.invitations.new()
    either.clock.forward(1)
    second = await either.invitations.new(role="owner", by=None)
    assert await either.invitations.list() == [second.info, first.info]


async def test_a_new_site_is_set_up_once(either: Site) -> None:
    first = await either.invitations.set_up()
    second = await either.invitations.set_up()
    assert first is not None
    assert second is not None
    # A link that was printed at an earlier start is good for nothing.
    with pytest.raises(InvitationInvalidError):
        await join(either, "Ann", first.secret)
    assert (await join(either, "Ann", second.secret)).role == "owner"
    assert await either.invitations.set_up() is None


async def test_setting_up_is_over_as_soon_as_there_is_an_owner(either: Site) -> None:
    new = await either.invitations.set_up()
    assert new is not None
    await either.people.create("Olga", PASSWORD, "owner")
    for attempt in (either.invitations.look(new.secret), join(either, "Ann", new.secret)):
        with pytest.raises(InvitationInvalidError):
            await attempt
    assert await either.invitations.set_up() is None
    assert await either.invitations.list() == []


async def test_setting_up_leaves_the_invitations_that_people_and_commands_made(either: Site) -> None:
    ann = (await either.people.create("Ann", None, "admin")).id
    for by in (ann, None):
        new = await either.invitations.new(by=by)
        await either.invitations.set_up()
        assert await either.invitations.look(new.secret) == new.info


async def test_the_secret_is_shown_once(accounts: Site, tmp_path: Path) -> None:
    new = await accounts.invitations.new()
    assert new.secret.startswith("fli_")
    assert new.secret not in repr(new)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert tmp_path / FILE in files
    assert all(new.secret.encode() not in path.read_bytes() for path in files)


@pytest.mark.parametrize("way", ["suspended", "demoted", "deleted"])
async def test_who_is_shut_out_does_not_come_back_by_an_invitation_of_their_own(either: Site, way: str) -> None:
    rogue, by_others = (await either.people.create("Olga", None, "owner")).id, await either.invitations.new()
    await either.people.create("Otto", None, "owner")
    made = [await either.invitations.new(role=role, uses=1_000, by=rogue) for role in SITE_ROLES]
    if way == "suspended":
        await either.people.suspend(rogue)
    elif way == "demoted":
        await either.people.set_role(rogue, "member")
    else:
        await either.people.delete(rogue)
    for one in made:
        with pytest.raises(InvitationInvalidError):
            await join(either, "Mallory", one.secret)
    assert await either.invitations.list() == [by_others.info]
    with pytest.raises(NotAllowedError):
        await either.invitations.new(by=rogue)


async def test_who_was_an_owner_and_is_an_admin_keeps_the_invitations_of_members(either: Site) -> None:
    olga = (await either.people.create("Olga", None, "owner")).id
    await either.people.create("Otto", None, "owner")
    made = [await either.invitations.new(role=role, by=olga) for role in SITE_ROLES]
    await either.people.set_role(olga, "admin")
    assert [info.role for info in await either.invitations.list()] == ["member"]
    assert await either.invitations.look(made[-1].secret)
    with pytest.raises(NotAllowedError):
        await either.invitations.new(role="admin", by=olga)
