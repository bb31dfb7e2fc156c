"""Who asks, from the cookie or the token of a request: dependencies of the routes."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final, Protocol

from fastapi import Request, Security
from fastapi.security import APIKeyCookie, HTTPBearer
from starlette.requests import HTTPConnection

from footlight.accounts.identity import Identity, Scope
from footlight.api.addresses import plain_address
from footlight.api.cookies import HOST, PLAIN, refuse_cookie, session_cookies
from footlight.errors import NotAllowedError, SignInNeededError, SignInRefusedError, SignInStaleError
from footlight.model.clock import Clock
from footlight.model.units import Micros

RECENT: Final = Micros(15 * 60_000_000)
"""How long after signing in a person may do what cannot be undone, or what lets somebody else in."""

NOBODY: Final = "nobody"
"""The name in the OpenAPI of what a route without a sign-in needs."""
_COOKIE: Final = APIKeyCookie(
    name=PLAIN, scheme_name="cookie", description=f"A session's; over https it is called `{HOST}`.", auto_error=False
)
_BEARER: Final = HTTPBearer(scheme_name="token", description="An access token, `fla_...`.", auto_error=False)
_NOBODY: Final = APIKeyCookie(name=NOBODY, scheme_name=NOBODY, auto_error=False)

_WITH_COOKIE = Annotated[object, Security(_COOKIE)]
_WITH_TOKEN = Annotated[object, Security(_BEARER)]
_AS_NOBODY = Annotated[object, Security(_NOBODY)]


class KnowsSecrets(Protocol):
    """Knows who a secret was given to: the sessions, or the tokens."""

    async def who(self, secret: str) -> Identity:
        """Who has this secret.

        Raises:
            SignInRefusedError: nobody.
        """


class Asking:
    """Tells the routes who asks.

    A route takes ``Annotated[Identity, Depends(asking.needs("channels"))]``, or, where one need not be signed in,
    ``Annotated[Identity | None, Depends(asking.anybody)]``.
    """

    def __init__(self, sessions: KnowsSecrets, tokens: KnowsSecrets, clock: Clock) -> None:
        self._sessions = sessions
        self._tokens = tokens
        self._clock = clock

    async def who(self, connection: HTTPConnection) -> Identity | None:
        """Who asks; a token counts before a cookie.

        Raises:
            SignInRefusedError: the token is not good; a cookie that is not is as good as none, and is cleared.
        """
        shown = connection.headers.get("authorization")
        if shown is not None:
            kind, _, secret = shown.partition(" ")
            if kind.lower() != "bearer":
                raise SignInRefusedError("only tokens can be shown here: Authorization: Bearer fla_...")
            return await self._tokens.who(secret.strip())
        for name, secret in session_cookies(connection).items():
            try:
                return await self._sessions.who(secret)
            except SignInRefusedError:
                refuse_cookie(connection, name)
        return None

    async def anybody(
        self, request: Request, _cookie: _WITH_COOKIE, _token: _WITH_TOKEN, _nobody: _AS_NOBODY
    ) -> Identity | None:
        """Who asks, if anybody; what a token may is for the route to look at.

        Raises:
            SignInRefusedError: the token is not good.
        """
        return await self.who(request)

    def needs(self, scope: Scope) -> Callable[..., Awaitable[Identity]]:
        """Somebody who is signed in, or a program whose token is for ``scope``.

        Raises, when asked:
            SignInNeededError: nobody is signed in.
            SignInRefusedError: the token is not good.
            NotAllowedError: the token is for other things.
        """

        async def somebody(request: Request, _cookie: _WITH_COOKIE, _token: _WITH_TOKEN) -> Identity:
            return check_scope(await self._somebody(request), scope)

        return somebody

    async def runs_the_site(self, request: Request, _cookie: _WITH_COOKIE, _token: _WITH_TOKEN) -> Identity:
        """An owner or admin of the site; of a program the token is for ``site``.

        Raises:
            SignInNeededError, SignInRefusedError, NotAllowedError: as of `needs`, or it is somebody else.
        """
        who = check_scope(await self._somebody(request), "site")
        if not who.runs_the_site:
            raise NotAllowedError("only those who run this site may do this")
        return who

    async def in_person(self, request: Request, _cookie: _WITH_COOKIE = None) -> Identity:
        """Somebody in a browser: what no token is for.

        Raises:
            SignInNeededError, SignInRefusedError: as of `needs`.
            NotAllowedError: a program asks.
        """
        who = await self._somebody(request)
        if who.session is None:
            raise NotAllowedError("no token is for this: sign in on the site's page")
        return who

    async def recent(self, request: Request, _cookie: _WITH_COOKIE = None) -> Identity:
        """Somebody in a browser who has signed in just now.

        Raises:
            SignInNeededError, SignInRefusedError, NotAllowedError: as of `in_person`.
            SignInStaleError: it was too long ago.
        """
        who = await self.in_person(request)
        if who.signed_in_at is None or self._clock.now() - who.signed_in_at > RECENT:
            raise SignInStaleError("for this you sign in again: the last time was too long ago")
        return who

    async def _somebody(self, connection: HTTPConnection) -> Identity:
        who = await self.who(connection)
        if who is None:
            raise SignInNeededError("sign in first")
        return who


def check_scope(who: Identity, scope: Scope) -> Identity:
    """Let a person through, and a program whose token is for ``scope``.

    Raises:
        NotAllowedError: it is for other things.
    """
    if scope not in who.scopes:
        raise NotAllowedError(f"this token is not for that: make one with the scope {scope}")
    return who


def client_address(connection: HTTPConnection) -> str:
    """The IP address that a request comes from: a proxy's, where there is one that is not believed."""
    if connection.client is None:
        # A socket of the system's own: it has none.
        return "127.0.0.1"
    # What listens on both sees IPv4 as a corner of IPv6; to count by network it must be told apart.
    return str(plain_address(connection.client.host))
