"""Tickets and links: good for what they were issued for, as long as they are told to be."""

import pytest

from footlight.accounts.grants import Grant, Verb
from footlight.accounts.tickets import (
    LINK_LASTS,
    MOST,
    MOST_OF_CROWD,
    MOST_OF_GUESTS,
    MOST_OF_ONE,
    TICKET_LASTS,
    Links,
    Tickets,
)
from footlight.errors import LimitReachedError, TicketInvalidError
from footlight.model.channel import ChannelName
from tests.fakes.clock import HandClock

LOBBY, ATTIC = ChannelName("lobby"), ChannelName("attic")
GRANT = Grant(LOBBY, "watch", "p1", "s1")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def test_a_ticket_is_good_once(clock: HandClock) -> None:
    tickets = Tickets(clock)
    ticket = tickets.issue(GRANT)
    assert ticket.secret.startswith("flt_")
    assert ticket.expires_at == clock.now() + TICKET_LASTS
    assert tickets.spend(ticket.secret, LOBBY, "watch") == GRANT
    with pytest.raises(TicketInvalidError):
        tickets.spend(ticket.secret, LOBBY, "watch")


def test_a_ticket_is_for_one_channel_and_one_thing_and_is_spent_where_it_is_shown_for_another(
    clock: HandClock,
) -> None:
    tickets = Tickets(clock)
    others: list[tuple[ChannelName, Verb]] = [(ATTIC, "watch"), (LOBBY, "publish")]
    for channel, action in others:
        ticket = tickets.issue(GRANT)
        with pytest.raises(TicketInvalidError):
            tickets.spend(ticket.secret, channel, action)
        with pytest.raises(TicketInvalidError):
            tickets.spend(ticket.secret, LOBBY, "watch")


def test_a_ticket_lasts_a_minute(clock: HandClock) -> None:
    tickets = Tickets(clock)
    first, second = tickets.issue(GRANT), tickets.issue(GRANT)
    clock.forward(59.999)
    assert tickets.spend(first.secret, LOBBY, "watch") == GRANT
    clock.forward(0.001)
    with pytest.raises(TicketInvalidError):
        tickets.spend(second.secret, LOBBY, "watch")


@pytest.mark.parametrize("secret", ["", "flt_", "flt_" + "A" * 43, "\ud800", "ü" * 1_000])
def test_what_was_never_issued_is_no_ticket_and_no_link(clock: HandClock, secret: str) -> None:
    Tickets(clock).issue(GRANT)
    with pytest.raises(TicketInvalidError):
        Tickets(clock).spend(secret, LOBBY, "watch")
    with pytest.raises(TicketInvalidError):
        Links(clock).find(secret, LOBBY)


def test_a_link_is_good_many_times_for_its_channel_until_its_time_is_over(clock: HandClock) -> None:
    links = Links(clock)
    link = links.issue(GRANT)
    assert link.token.startswith("flp_")
    for _ in range(3):
        assert links.find(link.token, LOBBY) == GRANT
    with pytest.raises(TicketInvalidError):
        links.find(link.token, ATTIC)
    clock.forward(LINK_LASTS / 1_000_000)
    with pytest.raises(TicketInvalidError):
        links.find(link.token, LOBBY)


def test_a_link_is_for_watching_alone(clock: HandClock) -> None:
    links = Links(clock)
    with pytest.raises(TicketInvalidError):
        links.find(links.issue(Grant(LOBBY, "publish", "p1")).token, LOBBY)


def test_tickets_and_links_are_not_each_other(clock: HandClock) -> None:
    tickets, links = Tickets(clock), Links(clock)
    with pytest.raises(TicketInvalidError):
        links.find(tickets.issue(GRANT).secret, LOBBY)
    with pytest.raises(TicketInvalidError):
        tickets.spend(links.issue(GRANT).token, LOBBY, "watch")


@pytest.mark.parametrize(("grant", "most"), [(GRANT, MOST_OF_ONE), (Grant(LOBBY, "watch"), MOST_OF_CROWD)])
def test_nobody_has_more_than_their_share_and_others_have_theirs(clock: HandClock, grant: Grant, most: int) -> None:
    tickets = Tickets(clock)
    issued = [tickets.issue(grant) for _ in range(most)]
    with pytest.raises(LimitReachedError):
        tickets.issue(grant)
    tickets.issue(Grant(ATTIC, "watch", "p2"))
    tickets.spend(issued[0].secret, LOBBY, "watch")
    tickets.issue(grant)
    clock.forward(60)
    tickets.issue(grant)


def test_strangers_leave_room_for_people(clock: HandClock) -> None:
    tickets = Tickets(clock)
    for number in range(MOST_OF_GUESTS):
        tickets.issue(Grant(ChannelName(f"room{number % 10}"), "watch"))
    with pytest.raises(LimitReachedError):
        tickets.issue(Grant(LOBBY, "watch"))
    for number in range(MOST - MOST_OF_GUESTS):
        tickets.issue(Grant(LOBBY, "watch", f"p{number}"))
    with pytest.raises(LimitReachedError):
        tickets.issue(Grant(LOBBY, "watch", "one more"))
    clock.forward(60)
    tickets.issue(Grant(LOBBY, "watch"))


def test_what_secrets_are_does_not_show(clock: HandClock) -> None:
    ticket, link = Tickets(clock).issue(GRANT), Links(clock).issue(GRANT)
    assert ticket.secret not in repr(ticket)
    assert link.token not in repr(link)
