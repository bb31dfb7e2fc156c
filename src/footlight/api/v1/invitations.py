"""Invitations: links by which people make accounts."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import Field

from footlight.accounts.identity import Identity, SiteRole
from footlight.accounts.invitations import LONGEST_HOURS, MOST_USES, InvitationInfo, Invitations
from footlight.api.identity import Asking
from footlight.api.v1.router import CHANGING, READING, Answer, Id, Question, fails, v1_router
from footlight.errors import (
    InvitationInvalidError,
    LimitReachedError,
    NotAllowedError,
    OriginRefusedError,
    SignInStaleError,
)
from footlight.model.units import utc


class InvitationLook(Question):
    """Which invitation is to be shown."""

    secret: str = Field(max_length=128)


class NewInvitationWish(Question):
    """An invitation to be made."""

    role: SiteRole = "member"
    """Of those who come by it; owners alone invite more than members."""
    uses: int = Field(default=1, ge=1, le=MOST_USES)
    hours: float = Field(default=72, gt=0, le=LONGEST_HOURS, allow_inf_nan=False)


class InvitationLookAnswer(Answer):
    """What an invitation is for, as it is told to who has it."""

    role: SiteRole
    uses_left: int
    expires_at: datetime


class InvitationAnswer(InvitationLookAnswer):
    """An open invitation, as it is told to those who run the site."""

    id: str
    created_at: datetime


class InvitationsAnswer(Answer):
    """All that are open, newest first."""

    invitations: list[InvitationAnswer]


class NewInvitationAnswer(InvitationAnswer):
    """An invitation just made: the only time its secret is told."""

    secret: str
    path: str
    """Of the link to send: the site's address comes before it."""


def invitations_router(invitations: Invitations, asking: Asking) -> APIRouter:
    """``/api/v1/invitations``."""
    router = v1_router("invitations")
    host = Depends(asking.runs_the_site)

    @router.post("/invitations/look", responses=fails(InvitationInvalidError, OriginRefusedError))
    async def look(asked: InvitationLook) -> InvitationLookAnswer:
        """What an invitation is for; it is not used up."""
        info = await invitations.look(asked.secret)
        return InvitationLookAnswer(role=info.role, uses_left=info.uses_left, expires_at=utc(info.expires_at))

    @router.get("/invitations", responses=fails(*READING))
    async def list(_host: Annotated[Identity, host]) -> InvitationsAnswer:
        """The open invitations: for those who run the site."""
        return InvitationsAnswer(invitations=[_answer(info) for info in await invitations.list()])

    @router.post(
        "/invitations",
        status_code=201,
        responses=fails(*CHANGING, SignInStaleError, LimitReachedError),
    )
    async def new(request: Request, host: Annotated[Identity, host], asked: NewInvitationWish) -> NewInvitationAnswer:
        """Make an invitation: for those who run the site. Admins invite members, owners anybody; who invites more than
        members has signed in just now."""
        _check(host, asked.role)
        if asked.role != "member":
            # Whoever finds a browser open, or a token, must not become an owner by it.
            await asking.recent(request)
        made = await invitations.new(role=asked.role, uses=asked.uses, hours=asked.hours, by=host.person)
        known = _answer(made.info).model_dump()
        return NewInvitationAnswer(**known, secret=made.secret, path=f"/sign-up#{made.secret}")

    @router.delete(
        "/invitations/{id}",
        status_code=204,
        responses=fails(*CHANGING),
    )
    async def revoke(host: Annotated[Identity, host], id: Id) -> None:
        """Take an invitation back: for those who run the site; admins those of members."""
        found = next((info for info in await invitations.list() if info.id == id), None)
        if found is None:
            raise HTTPException(404, "there is no such invitation")
        _check(host, found.role)
        await invitations.revoke(id)

    return router


def _check(host: Identity, role: SiteRole) -> None:
    if host.role != "owner" and role != "member":
        raise NotAllowedError("only owners invite people to run the site with them")


def _answer(info: InvitationInfo) -> InvitationAnswer:
    return InvitationAnswer(
        id=info.id,
        role=info.role,
        uses_left=info.uses_left,
        created_at=utc(info.created_at),
        expires_at=utc(info.expires_at),
    )
