"""From what a connection shows to the right that the hub holds."""

import pytest
import pytest_asyncio

from footlight.accounts.admission import Admission
from footlight.accounts.grants import Grant
from footlight.accounts.keys import StreamKeys
from footlight.errors import (
    ChannelUnknownError,
    KeyInvalidError,
    KeyRevokedError,
    NotAllowedError,
    PasswordNeededError,
    SignInNeededError,
    TicketInvalidError,
)
from footlight.model.channel import ChannelName
from tests.accounts.granting import CHANNEL_PASSWORD, LOBBY, Granting, granting
from tests.accounts.site import Site

ATTIC = ChannelName("attic")


@pytest_asyncio.fixture
async def house(accounts: Site) -> Granting:
    return await granting(accounts.store)


async def test_everybody_is_let_in_where_it_is_open_whatever_key_they_show(house: Granting) -> None:
    for let_in in (
        await house.admission.let_watch(LOBBY, None, None),
        await house.admission.let_watch(LOBBY, "any", None),
        await house.admission.let_play(LOBBY, None),
    ):
        assert let_in == Grant(LOBBY, "watch")
    with pytest.raises(ChannelUnknownError):
        await house.admission.let_watch(ATTIC, None, None)


async def test_where_it_is_not_open_they_learn_what_they_lack(house: Granting) -> None:
    await house.site.channels.open_to(LOBBY, "password", CHANNEL_PASSWORD)
    with pytest.raises(PasswordNeededError):
        await house.admission.let_watch(LOBBY, CHANNEL_PASSWORD, None)
    await house.site.channels.open_to(LOBBY, "members")
    with pytest.raises(SignInNeededError):
        await house.admission.let_play(LOBBY, None)


async def test_a_chat_is_for_who_may_watch(house: Granting) -> None:
    member = house.people["member"]
    guest, known = (
        await house.admission.let_chat(None, LOBBY, None),
        await house.admission.let_chat(member, LOBBY, None),
    )
    assert (guest, known.person) == (Grant(LOBBY, "watch"), member.person)
    ticket = house.tickets.issue(known).secret
    assert await house.admission.let_chat(None, LOBBY, ticket) == known
    for grant in (guest, known):
        await house.admission.still(grant)
    await house.site.channels.open_to(LOBBY, "invited")
    await house.hear()
    with pytest.raises(ChannelUnknownError):
        await house.admission.still(guest)
    with pytest.raises(NotAllowedError):
        await house.admission.still(known)
    with pytest.raises(ChannelUnknownError):
        await house.admission.let_chat(member, LOBBY, None)
    await house.admission.let_chat(house.people["invited"], LOBBY, None)


async def test_a_ticket_lets_in_once_and_a_link_as_often_as_it_is_used(house: Granting) -> None:
    await house.site.channels.open_to(LOBBY, "members")
    grant = await house.grants.ask(house.people["member"], LOBBY, "watch")
    ticket, link = house.tickets.issue(grant).secret, house.links.issue(grant).token
    assert await house.admission.let_watch(LOBBY, None, ticket) == grant
    with pytest.raises(TicketInvalidError):
        await house.admission.let_watch(LOBBY, None, ticket)
    for _ in range(2):
        assert await house.admission.let_play(LOBBY, link) == grant
    with pytest.raises(TicketInvalidError):
        await house.admission.let_play(ATTIC, link)


async def test_a_right_that_was_lost_before_the_ticket_was_shown_lets_nobody_in(house: Granting) -> None:
    await house.site.channels.open_to(LOBBY, "members")
    watch = await house.grants.ask(house.people["member"], LOBBY, "watch")
    send = await house.grants.ask(house.people["owner"], LOBBY, "publish")
    ticket, link, publish = (
        house.tickets.issue(watch).secret, house.links.issue(watch).token, house.tickets.issue(send).secret
    )  # fmt: skip
    await house.site.channels.open_to(LOBBY, "invited")
    await house.site.channels.give(LOBBY, house.people["moderator"].person)
    with pytest.raises(NotAllowedError):
        await house.admission.let_watch(LOBBY, None, ticket)
    with pytest.raises(NotAllowedError):
        await house.admission.let_play(LOBBY, link)
    with pytest.raises(NotAllowedError):
        await house.admission.let_send(LOBBY, None, publish)


async def test_who_may_send_does_so_by_a_key_or_a_ticket(house: Granting) -> None:
    key = await house.site.keys.new(LOBBY)
    by_key = await house.admission.let_send(LOBBY, key.secret, None)
    assert by_key == Grant(LOBBY, "publish", key=key.id)
    grant = await house.grants.ask(house.people["owner"], LOBBY, "publish")
    ticket = house.tickets.issue(grant).secret
    assert await house.admission.let_send(LOBBY, None, ticket) == grant
    with pytest.raises(TicketInvalidError):
        await house.admission.let_send(LOBBY, None, ticket)
    for wrong in (None, "fl_wrong"):
        with pytest.raises(KeyInvalidError):
            await house.admission.let_send(LOBBY, wrong, None)
    with pytest.raises(ChannelUnknownError):
        await house.admission.let_send(ATTIC, key.secret, None)
    await house.site.keys.revoke(key.id)
    with pytest.raises(KeyRevokedError):
        await house.admission.let_send(LOBBY, key.secret, None)


async def test_a_channel_for_the_invited_is_not_there_for_who_has_no_key_of_it(house: Granting) -> None:
    key, of_attic = await house.site.keys.new(LOBBY), await house.site.keys.new(ATTIC)
    await house.site.channels.open_to(LOBBY, "invited")
    told = set()
    for channel in (LOBBY, ChannelName("cellar")):
        for shown in (None, "fl_guess", of_attic.secret):
            with pytest.raises(ChannelUnknownError) as raised:
                await house.admission.let_send(channel, shown, None)
            told.add(str(raised.value).replace(channel, "NAME"))
    assert len(told) == 1
    assert await house.admission.let_send(LOBBY, key.secret, None)


async def test_a_key_that_is_revoked_while_it_is_looked_at_lets_nobody_in(house: Granting) -> None:
    class Revoked(StreamKeys):
        async def verify(self, channel: ChannelName, key: str | None) -> str:
            id = await super().verify(channel, key)
            await self.revoke(id)
            return id

    key = await house.site.keys.new(LOBBY)
    keys = Revoked(house.site.store, house.site.clock)
    with pytest.raises(KeyRevokedError):
        await Admission(house.grants, house.tickets, house.links, keys).let_send(LOBBY, key.secret, None)


async def test_a_ticket_to_watch_sends_nothing_and_one_to_send_watches_nothing(house: Granting) -> None:
    watch = house.tickets.issue(await house.grants.ask(house.people["owner"], LOBBY, "watch"))
    send = house.tickets.issue(await house.grants.ask(house.people["owner"], LOBBY, "publish"))
    with pytest.raises(TicketInvalidError):
        await house.admission.let_send(LOBBY, None, watch.secret)
    with pytest.raises(TicketInvalidError):
        await house.admission.let_watch(LOBBY, None, send.secret)


async def test_when_a_key_opened_a_broadcast_last_is_kept(house: Granting) -> None:
    key = await house.site.keys.new(LOBBY)
    right = await house.admission.let_send(LOBBY, key.secret, None)
    assert [one.used_at for one in await house.site.keys.list()] == [None]
    await house.admission.opened(right)
    assert [one.used_at for one in await house.site.keys.list()] == [house.site.clock.now()]
    for other in (Grant(LOBBY, "publish", "p1"), "pull"):
        await house.admission.opened(other)
