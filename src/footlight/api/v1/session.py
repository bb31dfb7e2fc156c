"""Signing in and out."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from footlight.accounts.identity import Identity
from footlight.accounts.passkeys import Passkeys
from footlight.accounts.people import People
from footlight.api.cookies import clear_session_cookies
from footlight.api.identity import Asking, client_address
from footlight.api.v1.entering import Entering, MeAnswer, device_of
from footlight.api.v1.router import Answer, Origin, Question, fails, v1_router
from footlight.errors import (
    LimitReachedError,
    OriginRefusedError,
    PasskeyUnavailableError,
    SignInRefusedError,
    SlowDownError,
)


class SignIn(Question):
    """A name, however it is spelt, and its password."""

    name: str = Field(max_length=256)
    password: str = Field(max_length=1024)


class PasskeySignIn(Question):
    """What the browser made of the options."""

    credential: dict[str, Any]
    """`PublicKeyCredential.toJSON()`."""


class SignedInAnswer(Answer):
    """Who is signed in."""

    me: MeAnswer | None
    """Null: nobody."""


def session_router(people: People, passkeys: Passkeys, entering: Entering, asking: Asking) -> APIRouter:
    """``/api/v1/session``."""
    router = v1_router("session")
    anybody = Depends(asking.anybody)

    @router.get("/session", responses=fails(SignInRefusedError))
    async def get(who: Annotated[Identity | None, anybody]) -> SignedInAnswer:
        """Who asks, where it is no error that nobody is signed in: a page asks so, as most of its guests are not."""
        return SignedInAnswer(me=None if who is None or "read" not in who.scopes else await entering.me(who))

    @router.post("/session", responses=fails(SignInRefusedError, OriginRefusedError, SlowDownError, LimitReachedError))
    async def sign_in(request: Request, response: Response, asked: SignIn) -> MeAnswer:
        """Sign in by a password; the answer sets the session's cookie."""
        address, device = client_address(request), device_of(request)
        new = await people.sign_in(asked.name, asked.password, address=address, device=device)
        return await entering.let_in(request, response, new)

    @router.delete("/session", status_code=204, responses=fails(OriginRefusedError))
    async def sign_out(request: Request, response: Response) -> None:
        """End the session of this browser and clear its cookie; nothing happens where there is none, or by a token."""
        await entering.end_session(request)
        clear_session_cookies(request, response)

    @router.post("/session/passkey/options", responses=fails(OriginRefusedError, PasskeyUnavailableError))
    async def passkey_options(origin: Origin = "") -> dict[str, Any]:
        """What to ask `navigator.credentials.get` for, by `PublicKeyCredential.parseRequestOptionsFromJSON`."""
        options: dict[str, Any] = json.loads(passkeys.sign_in_options(origin))
        return options

    @router.post(
        "/session/passkey",
        responses=fails(SignInRefusedError, OriginRefusedError, PasskeyUnavailableError, SlowDownError),
    )
    async def passkey_sign_in(
        request: Request, response: Response, asked: PasskeySignIn, origin: Origin = ""
    ) -> MeAnswer:
        """Sign in by a passkey; the answer sets the session's cookie."""
        address, device = client_address(request), device_of(request)
        new = await passkeys.sign_in(origin, asked.credential, address=address, device=device)
        return await entering.let_in(request, response, new)

    return router
