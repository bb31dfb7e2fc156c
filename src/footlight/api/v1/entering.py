"""What follows when somebody was let in: a cookie, the end of the session before, and the answer who they are."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from footlight.accounts.identity import SCOPES, Identity, Scope, SiteRole
from footlight.accounts.people import People
from footlight.accounts.sessions import LONGEST, NewSession, Sessions
from footlight.api.cookies import session_cookies, set_session_cookie
from footlight.api.v1.router import Answer
from footlight.errors import SignInRefusedError
from footlight.model.units import utc, utc_if


class MeAnswer(Answer):
    """Who asks, and by what."""

    id: str
    """It never changes, as the name may."""
    name: str
    role: SiteRole
    has_password: bool
    """Else there are only passkeys."""
    created_at: datetime
    signed_in_at: datetime | None
    """Null where a program asks with a token."""
    session: str | None
    """The id of the session; null where a program asks with a token."""
    scopes: list[Scope]
    """What the token is for; all of them where a browser asks."""


class Entering:
    """Lets people in."""

    def __init__(self, people: People, sessions: Sessions) -> None:
        self._people = people
        self._sessions = sessions

    async def let_in(self, request: Request, response: Response, new: NewSession) -> MeAnswer:
        """Give the browser its new session, and end the one that it had."""
        # A session from before could be known to who used this browser, or planted its cookie.
        await self.end_session(request)
        set_session_cookie(request, response, new.secret, LONGEST)
        return await self.me(await self._sessions.who(new.secret))

    async def end_session(self, request: Request) -> None:
        """End what the browser is signed in with, if it is."""
        for secret in session_cookies(request).values():
            try:
                who = await self._sessions.who(secret)
            except SignInRefusedError:
                continue
            if who.session is not None:
                await self._sessions.end(who.person, who.session)

    async def me(self, who: Identity) -> MeAnswer:
        """Tell somebody who they are."""
        person = await self._people.get(who.person)
        return MeAnswer(
            id=person.id,
            name=person.name,
            role=person.role,
            has_password=person.has_password,
            created_at=utc(person.created_at),
            signed_in_at=utc_if(who.signed_in_at),
            session=who.session,
            scopes=[scope for scope in SCOPES if scope in who.scopes],
        )


def device_of(request: Request) -> str:
    """What the browser calls itself."""
    return request.headers.get("user-agent", "")
