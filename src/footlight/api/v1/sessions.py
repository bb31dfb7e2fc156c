"""The browsers that one is signed in with."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from footlight.accounts.identity import Identity
from footlight.accounts.sessions import Sessions
from footlight.api.cookies import clear_session_cookies
from footlight.api.identity import Asking
from footlight.api.v1.router import CHANGING, READING, Answer, Id, fails, v1_router
from footlight.model.units import utc


class SessionAnswer(Answer):
    """A browser that one is signed in with."""

    id: str
    device: str
    """As the browser calls itself."""
    created_at: datetime
    used_at: datetime
    """To the hour."""
    current: bool
    """It is the one that asks."""


class SessionsAnswer(Answer):
    """All of one's own, the one used last first."""

    sessions: list[SessionAnswer]


def sessions_router(sessions: Sessions, asking: Asking) -> APIRouter:
    """``/api/v1/me/sessions``."""
    router = v1_router("sessions")
    reader = Depends(asking.needs("read"))
    changer = Depends(asking.needs("account"))

    @router.get("/me/sessions", responses=fails(*READING))
    async def list(who: Annotated[Identity, reader]) -> SessionsAnswer:
        """The browsers that one is signed in with."""
        return SessionsAnswer(
            sessions=[
                SessionAnswer(
                    id=one.id,
                    device=one.device,
                    created_at=utc(one.created_at),
                    used_at=utc(one.used_at),
                    current=one.id == who.session,
                )
                for one in await sessions.list(who.person)
            ]
        )

    @router.delete("/me/sessions", status_code=204, responses=fails(*CHANGING))
    async def end_others(who: Annotated[Identity, changer]) -> None:
        """Sign out all other browsers; by a token, all."""
        await sessions.end_rest(who.person, who.session)

    @router.delete("/me/sessions/{id}", status_code=204, responses=fails(*CHANGING))
    async def end(request: Request, response: Response, who: Annotated[Identity, changer], id: Id) -> None:
        """Sign one browser out; 404 where there is none of that id."""
        if not await sessions.end(who.person, id):
            raise HTTPException(404, "there is no such session")
        if id == who.session:
            clear_session_cookies(request, response)

    return router
