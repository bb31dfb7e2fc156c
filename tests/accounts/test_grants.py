"""Grants: given to who may, and lost with what they rest on."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import get_args

import pytest
import pytest_asyncio

from footlight.accounts.grants import Grant, Grants, why_lost
from footlight.accounts.guessing import Guessing
from footlight.accounts.identity import Identity
from footlight.accounts.passwords import Passwords
from footlight.accounts.rights import Action, Place, Visibility, may
from footlight.accounts.sessions import IDLE, LONGEST
from footlight.errors import (
    ChannelUnknownError,
    FootlightError,
    KeyRevokedError,
    NotAllowedError,
    PasswordNeededError,
    PasswordWrongError,
    SignInNeededError,
    SlowDownError,
)
from footlight.model.channel import ChannelName
from footlight.model.names import skeleton
from tests.accounts.granting import CHANNEL_PASSWORD, LOBBY, Granting, granting
from tests.accounts.site import PASSWORD, Site

ADDRESS = "192.0.2.1"


@pytest_asyncio.fixture
async def house(accounts: Site) -> Granting:
    return await granting(accounts.store)


@pytest_asyncio.fixture
async def anywhere(either: Site) -> Granting:
    """The same on each database."""
    return await granting(either.store)


async def open_to(house: Granting, visibility: Visibility) -> None:
    await house.site.channels.open_to(LOBBY, visibility, CHANNEL_PASSWORD if visibility == "password" else None)
    await house.hear()


def known(house: Granting, kind: str) -> Identity | None:
    return house.people.get(kind)


# Asking


@pytest.mark.parametrize("visibility", get_args(Visibility))
async def test_who_may_watch_is_given_the_right_and_the_others_learn_what_they_lack(
    house: Granting, visibility: Visibility
) -> None:
    await open_to(house, visibility)
    place = Place(LOBBY, house.people["owner"].person, visibility)
    for kind in ("owner", "moderator", "invited", "member", "admin", "guest"):
        who = known(house, kind)
        role = await house.site.channels.role_of(LOBBY, who.person) if who is not None else None
        if may(Action.WATCH, who, place, role):
            grant = await house.grants.ask(who, LOBBY, "watch")
            assert grant == Grant(LOBBY, "watch", *((who.person, who.session) if who is not None else ()))
        else:
            lacks: dict[Visibility, type[FootlightError]] = {
                "password": PasswordNeededError, "members": SignInNeededError, "invited": ChannelUnknownError
            }  # fmt: skip
            with pytest.raises(lacks[visibility]):
                await house.grants.ask(who, LOBBY, "watch")


@pytest.mark.parametrize("visibility", get_args(Visibility))
async def test_only_owners_publish(house: Granting, visibility: Visibility) -> None:
    await open_to(house, visibility)
    for kind in ("owner", "admin"):
        assert (await house.grants.ask(known(house, kind), LOBBY, "publish")).action == "publish"
    for kind in ("moderator", "invited", "member", "guest"):
        with pytest.raises((NotAllowedError, SignInNeededError, ChannelUnknownError)):
            await house.grants.ask(known(house, kind), LOBBY, "publish")


async def test_a_channel_that_there_is_not_and_one_that_is_hidden_look_alike(house: Granting) -> None:
    await open_to(house, "invited")
    for action in ("watch", "publish"):
        with pytest.raises(ChannelUnknownError) as hidden:
            await house.grants.ask(house.people["member"], LOBBY, action)
        with pytest.raises(ChannelUnknownError) as missing:
            await house.grants.ask(house.people["member"], ChannelName("attic"), action)
        assert str(hidden.value).replace("lobby", "attic") == str(missing.value)


async def test_a_program_is_given_what_its_scopes_are_for(house: Granting) -> None:
    await open_to(house, "members")
    reader, sender = await house.program("owner", "read"), await house.program("owner", "publish")
    assert (await house.grants.ask(reader, LOBBY, "watch")).token == reader.token
    assert (await house.grants.ask(sender, LOBBY, "publish")).token == sender.token
    with pytest.raises(NotAllowedError):
        await house.grants.ask(sender, LOBBY, "watch")
    with pytest.raises(NotAllowedError):
        await house.grants.ask(reader, LOBBY, "publish")


async def test_what_a_channel_is_can_be_asked(house: Granting) -> None:
    assert await house.grants.place(LOBBY) == Place(LOBBY, house.people["owner"].person, "public")
    with pytest.raises(ChannelUnknownError):
        await house.grants.place(ChannelName("attic"))


# A channel's password


async def test_who_shows_the_password_is_let_in_signed_in_or_not(house: Granting) -> None:
    await open_to(house, "password")
    for who in (None, house.people["member"]):
        grant = await house.grants.ask(who, LOBBY, "watch", password=CHANNEL_PASSWORD, address=ADDRESS)
        assert grant.password is not None
        # Whose it is counts: each may have so many tickets.
        assert (grant.person, grant.session) == ((who.person, who.session) if who is not None else (None, None))
        assert not await house.grants.lost([grant])
        with pytest.raises(PasswordWrongError):
            await house.grants.ask(who, LOBBY, "watch", password="open barley", address=ADDRESS)
    assert (await house.grants.ask(house.people["invited"], LOBBY, "watch", password="any")).password is None


async def test_who_guesses_waits_and_others_do_not(house: Granting) -> None:
    await open_to(house, "password")
    for _ in range(5):
        with pytest.raises(PasswordWrongError):
            await house.grants.ask(None, LOBBY, "watch", password="wrong", address=ADDRESS)
    for password in ("wrong", CHANNEL_PASSWORD):
        with pytest.raises(SlowDownError):
            await house.grants.ask(None, LOBBY, "watch", password=password, address=ADDRESS)
    assert await house.grants.ask(None, LOBBY, "watch", password=CHANNEL_PASSWORD, address="198.51.100.1")
    house.site.clock.forward(1)
    assert await house.grants.ask(None, LOBBY, "watch", password=CHANNEL_PASSWORD, address=ADDRESS)


async def test_guessing_a_channels_password_keeps_nobody_of_its_name_out(house: Granting) -> None:
    await open_to(house, "password")
    guessing = Guessing(house.site.clock)
    grants = Grants(house.site.store, house.site.clock, Passwords(), guessing)
    for _ in range(5):
        with pytest.raises(PasswordWrongError):
            await grants.ask(None, LOBBY, "watch", password="wrong", address=ADDRESS)
    guessing.attempt(skeleton(LOBBY), ADDRESS)


async def test_a_household_that_knows_the_password_comes_at_once_and_nobody_waits(house: Granting) -> None:
    await open_to(house, "password")
    asked = (house.grants.ask(None, LOBBY, "watch", password=CHANNEL_PASSWORD, address=ADDRESS) for _ in range(200))
    assert len(set(await asyncio.gather(*asked))) == 1


async def test_the_password_of_before_is_wrong_at_once(house: Granting) -> None:
    await open_to(house, "password")
    await house.grants.ask(None, LOBBY, "watch", password=CHANNEL_PASSWORD, address=ADDRESS)
    # Not even where nobody told of it.
    await house.site.channels.open_to(LOBBY, "password", "close barley")
    with pytest.raises(PasswordWrongError):
        await house.grants.ask(None, LOBBY, "watch", password=CHANNEL_PASSWORD, address=ADDRESS)


# Everybody


async def test_a_crowd_on_an_open_channel_costs_one_look(house: Granting) -> None:
    for visibility in ("public", "unlisted"):
        await open_to(house, visibility)
        before = house.store.reads
        found = {await house.grants.guest(LOBBY) for _ in range(1_000)}
        assert found == {Grant(LOBBY, "watch")}
        assert house.store.reads == before + 1


async def test_what_is_remembered_of_open_channels_has_a_bound(
    house: Granting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("footlight.accounts.grants._MOST_OPEN", 2)
    names = [ChannelName(name) for name in ("attic", "cellar", "yard")]
    for name in names:
        await house.site.channels.make(None, name)
        await house.grants.guest(name)
    before = house.store.reads
    await house.grants.guest(names[2])
    assert house.store.reads == before
    await house.grants.guest(names[0])
    assert house.store.reads == before + 1


async def test_what_was_open_is_so_no_longer_once_it_is_told(house: Granting) -> None:
    await house.grants.guest(LOBBY)
    await open_to(house, "members")
    with pytest.raises(SignInNeededError):
        await house.grants.guest(LOBBY)


async def test_a_channel_closed_while_it_is_looked_at_is_not_remembered_as_open(house: Granting) -> None:
    async def close() -> None:
        await open_to(house, "members")

    house.store.meanwhile = close
    with pytest.raises(SignInNeededError):
        await house.grants.guest(LOBBY)


# Losing


async def lose_nothing(_house: Granting) -> None:
    """As before."""


async def close_to_guests(house: Granting) -> None:
    await house.site.channels.open_to(LOBBY, "invited")


async def take_off_the_list(house: Granting) -> None:
    await house.site.channels.remove(LOBBY, house.people["invited"].person, over_moderators=True)


async def suspend(house: Granting) -> None:
    await house.site.people.suspend(house.people["invited"].person)


async def end_the_session(house: Granting) -> None:
    who = house.people["invited"]
    assert await house.site.sessions.end(who.person, who.session or "")


async def sign_out_elsewhere_by_a_new_password(house: Granting) -> None:
    await house.site.people.set_password(house.people["invited"].person, PASSWORD)


async def let_time_pass(house: Granting) -> None:
    house.site.clock.forward(IDLE / 1_000_000)


async def let_half_a_year_pass(house: Granting) -> None:
    for _ in range(LONGEST // IDLE * 2):
        house.site.clock.forward(IDLE / 2_000_000)
        try:
            await house.site.sessions.who(house.secrets["invited"])
        except FootlightError:
            break


async def delete_the_person(house: Granting) -> None:
    await house.site.people.delete(house.people["invited"].person)


async def delete_the_channel(house: Granting) -> None:
    await house.site.channels.delete(LOBBY)


LOSSES: list[Callable[[Granting], Awaitable[None]]] = [
    take_off_the_list, suspend, end_the_session, sign_out_elsewhere_by_a_new_password, let_time_pass,
    let_half_a_year_pass, delete_the_person, delete_the_channel,
]  # fmt: skip


@pytest.mark.parametrize("lose", LOSSES)
async def test_who_was_invited_loses_the_channel(
    anywhere: Granting, lose: Callable[[Granting], Awaitable[None]]
) -> None:
    house = anywhere
    await open_to(house, "invited")
    grant = await house.grants.ask(house.people["invited"], LOBBY, "watch")
    await house.grants.hold(grant)
    before = await house.changes.newest()
    await lose(house)
    assert await house.grants.lost([grant]) == {grant}
    with pytest.raises(NotAllowedError):
        await house.grants.hold(grant)
    if lose not in (let_time_pass, let_half_a_year_pass):
        told = await house.changes.since(before)
        assert any(grant.channel == one.channel or grant.person == one.person for one in told)


@pytest.mark.parametrize("visibility", ["password", "members", "invited"])
async def test_guests_lose_a_channel_that_closes_and_keep_one_that_is_only_unlisted(
    house: Granting, visibility: Visibility
) -> None:
    guest = await house.grants.guest(LOBBY)
    member = await house.grants.ask(house.people["member"], LOBBY, "watch")
    await open_to(house, "unlisted")
    assert await house.grants.lost([guest, member]) == set()
    await open_to(house, visibility)
    assert await house.grants.lost([guest, member]) == ({guest} if visibility == "members" else {guest, member})


async def test_who_signs_out_keeps_what_is_everybodys(house: Granting) -> None:
    grant = await house.grants.ask(house.people["invited"], LOBBY, "watch")
    await end_the_session(house)
    assert await house.grants.lost([grant]) == set()


async def test_another_password_of_the_channel_ends_what_the_first_opened(house: Granting) -> None:
    await open_to(house, "password")
    guest = await house.grants.ask(None, LOBBY, "watch", password=CHANNEL_PASSWORD)
    await house.site.channels.edit(LOBBY, title="Another")
    assert await house.grants.lost([guest]) == set()
    await house.site.channels.open_to(LOBBY, "password", "close barley")
    assert await house.grants.lost([guest]) == {guest}


async def test_a_program_loses_what_its_token_was_for(anywhere: Granting) -> None:
    house = anywhere
    await open_to(house, "members")
    program, short = await house.program("member", "read"), await house.program("member", "read", days=1)
    grants = [await house.grants.ask(one, LOBBY, "watch") for one in (program, short)]
    assert await house.grants.lost(grants) == set()
    house.site.clock.forward(24 * 3_600)
    assert await house.grants.lost(grants) == {grants[1]}
    assert program.token is not None
    assert await house.tokens.revoke(program.person, program.token)
    assert await house.grants.lost(grants) == set(grants)


async def test_who_gives_a_channel_away_sends_to_it_no_more(house: Granting) -> None:
    grant = await house.grants.ask(house.people["owner"], LOBBY, "publish")
    await house.grants.hold(grant)
    await house.site.channels.give(LOBBY, house.people["member"].person)
    assert await house.grants.lost([grant]) == {grant}


async def test_who_runs_the_site_no_longer_loses_other_peoples_channels(house: Granting) -> None:
    await open_to(house, "invited")
    grants = [await house.grants.ask(house.people["admin"], LOBBY, action) for action in ("watch", "publish")]
    await house.site.people.set_role(house.people["admin"].person, "member")
    assert await house.grants.lost(grants) == set(grants)


async def test_a_stream_key_is_good_until_it_is_revoked_whoever_made_it(house: Granting) -> None:
    key = await house.site.keys.new(LOBBY)
    grant, other = Grant(LOBBY, "publish", key=key.id), Grant(ChannelName("attic"), "publish", key=key.id)
    assert await house.grants.lost([grant, other]) == {other}
    await house.site.keys.revoke(key.id)
    with pytest.raises(KeyRevokedError):
        await house.grants.hold(grant)


async def test_among_a_thousand_the_right_ones_are_found(anywhere: Granting) -> None:
    house = anywhere
    await open_to(house, "invited")
    some = [await house.site.people.create(f"Person{number}x", None, "member") for number in range(60)]
    for person in some:
        await house.site.channels.put(LOBBY, person.id, "invited", over_moderators=True)
    grants = {person.id: Grant(LOBBY, "watch", person.id) for person in some}
    strangers = {Grant(LOBBY, "watch", f"nobody{number}") for number in range(1_500)}
    gone = {person.id for person in some[::7]}
    for id in gone:
        await house.site.channels.remove(LOBBY, id, over_moderators=True)
    lost = await house.grants.lost({*grants.values(), *strangers})
    assert lost == strangers | {grants[id] for id in gone}


async def test_what_changes_while_a_right_is_looked_at_is_looked_at_again(house: Granting) -> None:
    await open_to(house, "invited")
    grant = await house.grants.ask(house.people["invited"], LOBBY, "watch")

    async def change() -> None:
        await take_off_the_list(house)
        await house.hear()

    house.store.meanwhile = change
    with pytest.raises(NotAllowedError):
        await house.grants.hold(grant)


def test_logs_tell_whose_a_grant_is() -> None:
    told = {str(Grant(LOBBY, "publish", key="k")), str(Grant(LOBBY, "watch", "p")), str(Grant(LOBBY, "watch"))}
    assert told == {"key k", "person p", "guest"}


def test_who_loses_a_right_is_told_which() -> None:
    of_key = str(why_lost(Grant(LOBBY, "publish", key="k")))
    assert of_key == "the stream key k was revoked, or its channel's owner is suspended"
    assert str(why_lost(Grant(LOBBY, "watch", "p"))) == "you may not watch lobby any more"
