"""Tickets and links: rights to watch, or to send, for the connections that show no cookie."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from footlight.accounts.grants import Grants, Verb
from footlight.accounts.identity import Identity
from footlight.accounts.passwords import LONGEST
from footlight.accounts.tickets import Links, Tickets
from footlight.api.channels import named_channel
from footlight.api.identity import Asking, client_address
from footlight.api.v1.router import CHANGING, Answer, Question, fails, v1_router
from footlight.errors import (
    ChannelUnknownError,
    LimitReachedError,
    PasswordNeededError,
    PasswordWrongError,
    SlowDownError,
)
from footlight.model.units import utc

_ASKING: Final = (
    ChannelUnknownError, *CHANGING, PasswordNeededError,
    PasswordWrongError, SlowDownError, LimitReachedError,
)  # fmt: skip


class TicketWish(Question):
    """What a ticket is to be for."""

    action: Verb
    password: str | None = Field(default=None, max_length=LONGEST)
    """The channel's, where it has one."""


class TicketAnswer(Answer):
    """A ticket, for one connection within a minute."""

    ticket: str
    """For the field `ticket` of the hello."""
    expires_at: datetime


class LinksWish(Question):
    """What links are asked with."""

    password: str | None = Field(default=None, max_length=LONGEST)
    """The channel's, where it has one."""


class LinksAnswer(Answer):
    """Addresses for players that sign in nowhere; good for some hours, and as long as whoever asked may watch."""

    stream: str
    """An MPEG transport stream."""
    picture: str
    """The newest picture, as a JPEG file."""
    expires_at: datetime


def tickets_router(asking: Asking, grants: Grants, tickets: Tickets, links: Links) -> APIRouter:
    """``/api/v1/channels/{channel}/tickets`` and ``/links``."""
    router = v1_router("tickets")
    anybody = Depends(asking.anybody)

    @router.post("/channels/{channel}/tickets", responses=fails(*_ASKING))
    async def issue_ticket(
        who: Annotated[Identity | None, anybody], channel: str, wish: TicketWish, request: Request
    ) -> TicketAnswer:
        """A ticket to watch a channel, or to send to it."""
        grant = await grants.ask(
            who, named_channel(channel), wish.action, password=wish.password, address=client_address(request)
        )
        ticket = tickets.issue(grant)
        return TicketAnswer(ticket=ticket.secret, expires_at=utc(ticket.expires_at))

    @router.post("/channels/{channel}/links", responses=fails(*_ASKING))
    async def issue_links(
        who: Annotated[Identity | None, anybody], channel: str, wish: LinksWish, request: Request
    ) -> LinksAnswer:
        """Links by which a player that signs in nowhere watches a channel."""
        name = named_channel(channel)
        link = links.issue(
            await grants.ask(who, name, "watch", password=wish.password, address=client_address(request))
        )
        path = f"/live/{name}/{link.token}"
        return LinksAnswer(stream=f"{path}.ts", picture=f"{path}.jpg", expires_at=utc(link.expires_at))

    return router
