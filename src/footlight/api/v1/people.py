"""Making an account; and the accounts of a site, for those who run it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field

from footlight.accounts.guessing import Guessing
from footlight.accounts.identity import Identity, SiteRole
from footlight.accounts.people import People, PersonInfo
from footlight.api.identity import Asking, client_address
from footlight.api.v1.entering import Entering, MeAnswer, device_of
from footlight.api.v1.router import CHANGING, READING, Answer, Question, fails, v1_router
from footlight.errors import (
    InvitationInvalidError,
    LastOwnerError,
    LimitReachedError,
    NameInvalidError,
    NameTakenError,
    NotAllowedError,
    OriginRefusedError,
    PasswordWeakError,
    PersonUnknownError,
    SignInStaleError,
    SlowDownError,
)
from footlight.model.names import skeleton
from footlight.model.units import utc, utc_if

Name = Annotated[str, Path(max_length=128, description="However it is spelt.")]


class SignUp(Question):
    """Of a new account."""

    name: str = Field(max_length=256)
    password: str = Field(max_length=1024)
    invitation: str | None = Field(default=None, max_length=128)
    """`fli_...`, where one is needed."""


class PersonChange(Question):
    """What is to be changed of an account; the rest stays."""

    role: SiteRole | None = None
    suspended: bool | None = None
    """Who is suspended is out at once, and may do nothing."""


class PersonAnswer(Answer):
    """An account, as it is told to those who run the site."""

    name: str
    role: SiteRole
    created_at: datetime
    suspended_at: datetime | None
    has_password: bool

    @classmethod
    def of(cls, person: PersonInfo) -> "PersonAnswer":
        return cls(
            name=person.name,
            role=person.role,
            created_at=utc(person.created_at),
            suspended_at=utc_if(person.suspended_at),
            has_password=person.has_password,
        )


class PeopleAnswer(Answer):
    """A page of accounts."""

    people: list[PersonAnswer]


def people_router(people: People, entering: Entering, joining: Guessing, asking: Asking) -> APIRouter:
    """``/api/v1/people``.

    Args:
        joining: slows down who makes accounts without an end; another than the one for passwords.
    """
    router = v1_router("people")
    host = Depends(asking.runs_the_site)

    @router.post(
        "/people",
        status_code=201,
        responses=fails(
            NameInvalidError, PasswordWeakError, NameTakenError, InvitationInvalidError, NotAllowedError,
            OriginRefusedError, SlowDownError, LimitReachedError,
        ),
    )  # fmt: skip
    async def sign_up(request: Request, response: Response, asked: SignUp) -> MeAnswer:
        """Make an account and sign in; the answer sets the session's cookie."""
        address, tried = client_address(request), skeleton(asked.name)
        joining.attempt(tried, address)
        new = await people.join(asked.name, asked.password, invitation=asked.invitation, device=device_of(request))
        if asked.invitation is not None:
            # Somebody wanted these here, and a class comes from one network.
            joining.succeeded(tried, address)
        return await entering.let_in(request, response, new)

    @router.get("/people", responses=fails(*READING))
    async def list(
        _host: Annotated[Identity, host],
        after: Annotated[str, Query(max_length=128, description="The last name of the page before.")] = "",
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> PeopleAnswer:
        """A page of the accounts by their names: for those who run the site."""
        found = await people.list(after=after, limit=limit)
        return PeopleAnswer(people=[PersonAnswer.of(person) for person in found])

    @router.patch("/people/{name}", responses=fails(*CHANGING, SignInStaleError, PersonUnknownError, LastOwnerError))
    async def change(
        request: Request, host: Annotated[Identity, host], name: Name, asked: PersonChange
    ) -> PersonAnswer:
        """Change what a person is on the site, suspend them, or let them in again: for those who run the site.

        Admins do so with members; owners with everybody. Who changes a role has signed in just now.
        """
        person = await people.find(name)
        _check(host, person)
        if asked.role is not None and asked.role != person.role:
            if host.role != "owner":
                raise NotAllowedError("only owners say who runs the site with them")
            # Whoever finds a browser open, or a token, must not stay an owner by it.
            await asking.recent(request)
            await people.set_role(person.id, asked.role)
        if asked.suspended is not None and asked.suspended != (person.suspended_at is not None):
            await people.suspend(person.id, suspended=asked.suspended)
        return PersonAnswer.of(await people.get(person.id))

    @router.delete("/people/{name}", status_code=204, responses=fails(*CHANGING, PersonUnknownError))
    async def delete(host: Annotated[Identity, host], name: Name) -> None:
        """Delete somebody's account with their channels: for those who run the site; one's own goes by `/me`."""
        person = await people.find(name)
        _check(host, person)
        if person.id == host.person:
            raise NotAllowedError("you delete your own account on the page of your account")
        await people.delete(person.id)

    return router


def _check(host: Identity, person: PersonInfo) -> None:
    if host.role != "owner" and person.role != "member":
        raise NotAllowedError("only owners may do this to those who run the site")
