"""Accounts: how they come, sign in, change and go."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from argon2.profiles import CHEAPEST
from sqlalchemy import select

from footlight.accounts.guessing import Guessing
from footlight.accounts.identity import Identity
from footlight.accounts.passwords import Passwords
from footlight.accounts.people import People
from footlight.errors import (
    InvitationInvalidError,
    LastOwnerError,
    LimitReachedError,
    NameInvalidError,
    NameTakenError,
    NotAllowedError,
    PasswordWeakError,
    PersonUnknownError,
    SignInRefusedError,
    SlowDownError,
)
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models import (
    Channel,
    ChatBan,
    ChatLog,
    ChatLook,
    ChatMessage,
    ChatReaction,
    Passkey,
    Person,
    Session,
)
from tests.accounts.site import PASSWORD, Site, site

HOME = "198.51.100.7"


async def join(accounts: Site, name: str, invitation: str | None = None) -> Identity:
    new = await accounts.people.join(name, PASSWORD, invitation=invitation, device="Firefox")
    return await accounts.sessions.who(new.secret)


async def sign_in(accounts: Site, name: str, password: str = PASSWORD) -> Identity:
    new = await accounts.people.sign_in(name, password, address=HOME, device="Firefox")
    return await accounts.sessions.who(new.secret)


async def test_who_joins_is_signed_in_and_can_sign_in_again(accounts: Site) -> None:
    ann = await join(accounts, "Ann")
    assert (ann.name, ann.role) == ("Ann", "member")
    again = await sign_in(accounts, "ann")
    assert (again.person, again.name) == (ann.person, "Ann")
    assert again.session != ann.session


async def test_a_wrong_password_and_an_unknown_name_are_told_alike(accounts: Site) -> None:
    await join(accounts, "Ann")
    told = set()
    for name, password in (("Ann", "not the one"), ("Bob", PASSWORD), ("An.n", PASSWORD), ("", ""), ("x" * 9999, "x")):
        with pytest.raises(SignInRefusedError) as raised:
            await sign_in(accounts, name, password)
        told.add(str(raised.value))
    assert len(told) == 1


async def test_guessing_is_slowed_down_even_all_at_once(accounts: Site) -> None:
    await join(accounts, "Ann")
    tries = [sign_in(accounts, "Ann", f"guess number {number}") for number in range(12)]
    results = [type(result) for result in await asyncio.gather(*tries, return_exceptions=True)]
    assert results.count(SignInRefusedError) == 5
    assert results.count(SlowDownError) == 7
    with pytest.raises(SlowDownError):
        await sign_in(accounts, "Ann")
    accounts.clock.forward(60)
    assert (await sign_in(accounts, "Ann")).name == "Ann"


async def test_who_signs_in_is_free_of_the_wrong_tries_before(accounts: Site) -> None:
    await join(accounts, "Ann")
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(SignInRefusedError):
                await sign_in(accounts, "Ann", "wrong")
        await sign_in(accounts, "Ann")


async def test_who_is_suspended_while_the_password_is_looked_at_is_not_let_in(accounts: Site) -> None:
    ann = await join(accounts, "Ann")
    with pytest.raises(SignInRefusedError):
        await sign_in(meanwhile(accounts, lambda: accounts.people.suspend(ann.person)), "Ann")
    assert await accounts.sessions.list(ann.person) == []


async def test_a_password_that_is_changed_while_it_is_looked_at_lets_nobody_in(accounts: Site) -> None:
    ann = await join(accounts, "Ann")
    with pytest.raises(SignInRefusedError):
        await sign_in(meanwhile(accounts, lambda: accounts.people.set_password(ann.person, "other words here")), "Ann")
    assert await accounts.sessions.list(ann.person) == []


def meanwhile(accounts: Site, change: Callable[[], Awaitable[None]]) -> Site:
    """The same site, where ``change`` happens after each look at a password."""

    class Slow(Passwords):
        async def verify(self, hashed: str | None, password: str) -> bool:
            right = await super().verify(hashed, password)
            await change()
            return right

    guessing = Guessing(accounts.clock)
    people = People(
        accounts.store, accounts.clock, Slow(), guessing, accounts.invitations, accounts.sessions, "open"
    )  # fmt: skip
    return replace(accounts, people=people)


@pytest.mark.parametrize("name", ["Ann", "ANN", "a.n.n", "Аnn"])
async def test_a_name_is_had_once_however_it_is_spelt(accounts: Site, name: str) -> None:
    await join(accounts, "ann")
    with pytest.raises((NameTakenError, NameInvalidError)):
        await join(accounts, name)


async def test_of_two_who_take_a_name_at_once_one_gets_it(accounts: Site) -> None:
    results = await asyncio.gather(*(join(accounts, name) for name in ("Ilya", "llya", "1lya")), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["Identity", "NameTakenError", "NameTakenError"]


async def test_what_cannot_be_is_refused_and_costs_no_invitation(accounts: Site) -> None:
    invitation = (await accounts.invitations.new()).secret
    with pytest.raises(NameInvalidError):
        await join(accounts, "<b>", invitation)
    with pytest.raises(PasswordWeakError):
        await accounts.people.join("Ann", "password", invitation=invitation, device="")
    await join(accounts, "Bob")
    with pytest.raises(NameTakenError):
        await join(accounts, "Bob", invitation)
    assert (await join(accounts, "Ann", invitation)).name == "Ann"


async def test_a_password_that_is_easily_guessed_is_set_in_no_way(accounts: Site) -> None:
    ann = (await join(accounts, "Ann")).person
    for attempt in (
        accounts.people.create("Bob", "password123", "member"),
        accounts.people.change_password(ann, PASSWORD, "password123", address=HOME, keep=None),
        accounts.people.set_password(ann, "password123"),
    ):
        with pytest.raises(PasswordWeakError):
            await attempt
    assert [info.name for info in await accounts.people.list()] == ["Ann"]
    assert await sign_in(accounts, "Ann")


async def test_an_invitation_is_used_up_by_who_comes_by_it(accounts: Site) -> None:
    invitation = (await accounts.invitations.new(uses=2)).secret
    results = await asyncio.gather(
        *(join(accounts, name, invitation) for name in ("Ann", "Bob", "Cleo")), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["Identity", "Identity", "InvitationInvalidError"]


async def test_there_are_not_more_accounts_than_there_may_be(accounts: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footlight.accounts.people.MOST", 2)
    for name in ("Ann", "Bob"):
        await join(accounts, name)
    with pytest.raises(LimitReachedError):
        await join(accounts, "Cleo")


async def test_who_may_come_is_set(accounts: Site) -> None:
    invited, closed = site(accounts.store, "invitation"), site(accounts.store, "closed")
    with pytest.raises(InvitationInvalidError):
        await join(invited, "Ann")
    with pytest.raises(NotAllowedError):
        await join(closed, "Ann")
    for number, kind in enumerate((invited, closed)):
        # An invitation is somebody's word, whatever is set.
        await join(kind, f"Ann{number}", (await kind.invitations.new()).secret)


async def test_who_could_not_be_looked_at_has_not_guessed(accounts: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    await join(accounts, "Ann")
    with monkeypatch.context() as busy:
        busy.setattr("footlight.accounts.passwords._MOST_WAITING", 0)
        for _ in range(30):
            with pytest.raises(LimitReachedError):
                await sign_in(accounts, "Ann")
    assert (await sign_in(accounts, "Ann")).name == "Ann"


async def test_a_stranger_is_refused_before_the_work_on_a_password(accounts: Site) -> None:
    accounts.people.admit("invitation")
    for invitation in (None, "fli_unknown"):
        with pytest.raises(InvitationInvalidError):
            await accounts.people.join("Bob", "weak", invitation=invitation, device="Firefox")
    accounts.people.admit("closed")
    with pytest.raises(NotAllowedError):
        await accounts.people.join("Bob", "weak", invitation=None, device="Firefox")


async def test_of_two_who_change_a_password_at_once_one_does(accounts: Site) -> None:
    """Who stole the old one must not come after the person who changes it for that reason."""
    ann = await join(accounts, "Ann")
    changes = [
        accounts.people.change_password(ann.person, PASSWORD, f"new tractor {number} quiet", address=HOME, keep=None)
        for number in range(2)
    ]
    results = await asyncio.gather(*changes, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "SignInRefusedError"]


async def test_a_new_password_ends_the_other_sessions(accounts: Site) -> None:
    ann = await join(accounts, "Ann")
    other = await accounts.people.sign_in("Ann", PASSWORD, address=HOME, device="")
    await accounts.people.change_password(ann.person, PASSWORD, "other words here", address=HOME, keep=ann.session)
    with pytest.raises(SignInRefusedError):
        await accounts.sessions.who(other.secret)
    assert [info.id for info in await accounts.sessions.list(ann.person)] == [ann.session]
    with pytest.raises(SignInRefusedError):
        await sign_in(accounts, "Ann")
    assert await sign_in(accounts, "Ann", "other words here")


async def test_the_old_password_is_wanted_and_its_guessing_slowed_down(accounts: Site) -> None:
    ann = await join(accounts, "Ann")
    for _ in range(5):
        with pytest.raises(SignInRefusedError):
            await accounts.people.change_password(ann.person, "wrong", "other words here", address=HOME, keep=None)
    with pytest.raises(SlowDownError):
        await accounts.people.change_password(ann.person, PASSWORD, "other words here", address=HOME, keep=None)


async def test_who_is_suspended_is_out_at_once_and_may_come_back(accounts: Site) -> None:
    new = await accounts.people.join("Ann", PASSWORD, invitation=None, device="")
    ann = await accounts.sessions.who(new.secret)
    await accounts.people.suspend(ann.person)
    with pytest.raises(SignInRefusedError):
        await accounts.sessions.who(new.secret)
    with pytest.raises(SignInRefusedError):
        await sign_in(accounts, "Ann")
    await accounts.people.suspend(ann.person, suspended=False)
    assert await sign_in(accounts, "Ann")
    # What was open before is not again.
    with pytest.raises(SignInRefusedError):
        await accounts.sessions.who(new.secret)


async def test_the_last_owner_stays(accounts: Site) -> None:
    owner = (await accounts.people.create("Olga", PASSWORD, "owner")).id
    # Neither of them runs the site as an owner does.
    await accounts.people.create("Ann", None, "member")
    await accounts.people.create("Adam", None, "admin")
    for attempt in (
        accounts.people.delete(owner),
        accounts.people.suspend(owner),
        accounts.people.set_role(owner, "admin"),
    ):
        with pytest.raises(LastOwnerError):
            await attempt
    second = (await accounts.people.create("Otto", PASSWORD, "owner")).id
    await accounts.people.suspend(second)
    with pytest.raises(LastOwnerError):
        await accounts.people.delete(owner)
    await accounts.people.suspend(second, suspended=False)
    results = await asyncio.gather(
        accounts.people.delete(owner), accounts.people.delete(second), return_exceptions=True
    )
    assert [type(result) for result in results].count(LastOwnerError) == 1


async def test_an_account_goes_with_all_that_is_its_own(accounts: Site) -> None:
    ann, bob = await join(accounts, "Ann"), await join(accounts, "Bob")
    async with accounts.store.write() as session:
        for name, owner in (("anns", ann.person), ("bobs", bob.person), ("sites", None)):
            session.add(Channel(name=ChannelName(name), created_at=Micros(1), owner=owner))
        session.add(
            Passkey(
                id=b"1", person=ann.person, name="", public_key=b"", signatures=0, backed_up=False, created_at=Micros(1)
            )
        )
    assert await accounts.people.delete(ann.person) == ["anns"]
    async with accounts.store.read() as session:
        assert set(await session.scalars(select(Channel.name))) == {"bobs", "sites"}
        assert list(await session.scalars(select(Passkey))) == []
        assert set(await session.scalars(select(Session.person))) == {bob.person}
    with pytest.raises(PersonUnknownError):
        await accounts.people.get(ann.person)
    assert (await join(accounts, "Ann")).person != ann.person


async def test_a_name_may_be_changed_and_is_free_then(accounts: Site) -> None:
    ann, bob = await join(accounts, "Ann"), await join(accounts, "Bob")
    with pytest.raises(NameTakenError):
        await accounts.people.rename(bob.person, "ANN")
    await accounts.people.rename(ann.person, "ANN")
    await accounts.people.rename(ann.person, "Anna")
    await accounts.people.rename(bob.person, "Ann")
    assert (await accounts.people.find("ann")).id == bob.person


async def test_people_are_listed_a_page_at_a_time(accounts: Site) -> None:
    for name in ("Cleo", "Ann", "Bob"):
        await accounts.people.create(name, None, "member")
    first = await accounts.people.list(limit=2)
    assert [info.name for info in first] == ["Ann", "Bob"]
    assert [info.name for info in await accounts.people.list(after="Bob", limit=2)] == ["Cleo"]
    assert not first[0].has_password


async def test_what_is_weak_still_is_hashed_anew(accounts: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = await join(accounts, "Ann")
    monkeypatch.setattr("footlight.accounts.passwords.PARAMETERS", replace(CHEAPEST, memory_cost=16))
    stronger = site(accounts.store)
    await sign_in(stronger, "Ann")
    assert "m=16," in (renewed := await kept_hash(accounts, ann.person))
    await sign_in(stronger, "Ann")
    assert await kept_hash(accounts, ann.person) == renewed


async def kept_hash(accounts: Site, person: str) -> str:
    async with accounts.store.read() as session:
        return (await session.get_one(Person, person)).password_hash or ""


async def test_of_who_goes_the_lines_stay_and_tell_of_nobody(either: Site) -> None:
    """What others answered stays understandable; what was said by the same person cannot be put together."""
    ann, bob = await either.person("Ann"), await either.person("Bob")
    await either.channels.make(ann, ChannelName("anns"))
    await either.channels.make(bob, ChannelName("bobs"))

    def line(number: int, channel: str, person: str) -> ChatMessage:
        return ChatMessage(
            channel=ChannelName(channel),
            seq=number,
            person=person,
            device=b"browser",
            rank="member",
            colour="red",
            client_id="same",
            kind="say",
            text="Hello",
            words="hello",
            sent_at=Micros(1),
            deleted_by=ann,
        )

    async with either.store.write() as session:
        session.add_all([line(1, "bobs", ann), line(2, "bobs", bob), line(1, "anns", bob), line(2, "anns", ann)])
        session.add(ChatLook(person=ann, colour="red"))
        # Who comes back by another account is still known.
        ban = ChatBan(channel=ChannelName("bobs"), person=ann, device=b"browser", reason="", at=Micros(1))
        session.add(ban)
        log = ChatLog(
            channel=ChannelName("bobs"),
            at=Micros(1),
            deed="ban",
            person=ann,
            device=b"browser",
            detail="{}",
            made_by=ann,
        )
        session.add(log)
        await session.flush()
        session.add(ChatReaction(message=1, emoji="+", person=ann, at=Micros(1)))
    await either.people.delete(ann)
    async with either.store.read() as session:
        lines = (await session.scalars(select(ChatMessage).order_by(ChatMessage.id))).all()
        assert [(row.channel, row.person, row.device, row.colour, row.text) for row in lines] == [
            ("bobs", None, None, "", "Hello"),
            ("bobs", bob, b"browser", "red", "Hello"),
        ]
        assert [row.deleted_by for row in lines] == [None, None]
        assert (await session.scalars(select(ChatReaction))).all() == []
        assert (await session.scalars(select(ChatLook))).all() == []
        bans = (await session.scalars(select(ChatBan))).all()
        assert [(row.person, row.device) for row in bans] == [(None, b"browser")]
        logs = (await session.scalars(select(ChatLog))).all()
        assert [(row.person, row.device, row.made_by) for row in logs] == [(None, None, None)]
