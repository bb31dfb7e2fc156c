"""One's own account."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from footlight.accounts.identity import Identity
from footlight.accounts.people import People
from footlight.api.cookies import clear_session_cookies
from footlight.api.identity import Asking, client_address
from footlight.api.v1.entering import Entering, MeAnswer
from footlight.api.v1.router import CHANGING, READING, Question, fails, v1_router
from footlight.errors import (
    LastOwnerError,
    LimitReachedError,
    NameInvalidError,
    NameTakenError,
    PasswordWeakError,
    SignInStaleError,
    SlowDownError,
)

_MOST_EXPORTS: Final = 16
"""That wait for each other, of one person one."""
Export = Callable[[str], Awaitable[dict[str, Any]]]
"""All that the site holds about the person with an id."""


class MeChange(Question):
    """What is to be changed of one's account."""

    name: str = Field(max_length=256)


class PasswordChange(Question):
    """A new password."""

    old: str | None = Field(default=None, max_length=1024)
    """The one so far, if there is one."""
    new: str = Field(max_length=1024)


def me_router(people: People, entering: Entering, everything: Export, asking: Asking) -> APIRouter:
    """``/api/v1/me``, but for what has files of its own."""
    router = v1_router("me")
    reader = Depends(asking.needs("read"))
    changer = Depends(asking.needs("account"))
    exporting: set[str] = set()
    turn = asyncio.Lock()
    in_person = Depends(asking.in_person)
    recent = Depends(asking.recent)

    @router.get("/me", responses=fails(*READING))
    async def get(who: Annotated[Identity, reader]) -> MeAnswer:
        """Who asks; 401 `sign_in_needed` where nobody is signed in."""
        return await entering.me(who)

    @router.patch("/me", responses=fails(*CHANGING, NameInvalidError, NameTakenError))
    async def rename(who: Annotated[Identity, changer], asked: MeChange) -> MeAnswer:
        """Take another name."""
        await people.rename(who.person, asked.name)
        return await entering.me(who)

    @router.put(
        "/me/password",
        status_code=204,
        responses=fails(*CHANGING, SignInStaleError, SlowDownError, PasswordWeakError, LimitReachedError),
    )
    async def password(request: Request, who: Annotated[Identity, in_person], asked: PasswordChange) -> None:
        """Change the password, or set the first; all other sessions end.

        The one so far is shown, or, where there is none, one has signed in just now.
        """
        if not (await people.get(who.person)).has_password:
            await asking.recent(request)
        address = client_address(request)
        await people.change_password(who.person, asked.old, asked.new, address=address, keep=who.session)

    @router.delete("/me", status_code=204, responses=fails(*CHANGING, SignInStaleError, LastOwnerError))
    async def delete(request: Request, response: Response, who: Annotated[Identity, recent]) -> None:
        """Delete one's account with its channels; one has signed in just now."""
        await people.delete(who.person)
        clear_session_cookies(request, response)

    @router.get(
        "/me/export",
        response_model=dict[str, Any],
        responses=fails(*READING, SignInStaleError, LimitReachedError),
    )
    async def export(who: Annotated[Identity, recent]) -> Response:
        """A file with all that the site holds about one but secrets; one has signed in just now."""
        if who.person in exporting or len(exporting) >= _MOST_EXPORTS:
            raise LimitReachedError("too much is exported at once: try again in a few seconds")
        exporting.add(who.person)
        try:
            async with turn:
                # Megabytes, off the event loop: video goes on meanwhile.
                data = await asyncio.to_thread(_json, await everything(who.person))
        finally:
            exporting.remove(who.person)
        named = {"content-disposition": 'attachment; filename="footlight-account.json"'}
        return Response(data, media_type="application/json", headers=named)

    return router


def _json(told: dict[str, Any]) -> bytes:
    # Piece by piece, as no other thread runs while one is written.
    pieces = []
    for name, value in told.items():
        items = value if isinstance(value, list) else None
        text = json.dumps(value) if items is None else f"[{','.join(json.dumps(item) for item in items)}]"
        pieces.append(f"{json.dumps(name)}:{text}")
    return f"{{{','.join(pieces)}}}".encode()
