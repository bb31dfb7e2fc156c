"""Is the process alive, and should it be sent traffic?"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Literal

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from footlight.errors import StoreUnavailableError

LATE_SECONDS: Final = 1.0
"""An event loop this late serves nobody well."""
_BEAT_SECONDS: Final = 0.5


class LoopLag:
    """How late the event loop runs what is due: the newest of measurements twice a second."""

    def __init__(self) -> None:
        self.seconds = 0.0

    async def measure(self) -> None:
        """Measure until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _BEAT_SECONDS
            await asyncio.sleep(_BEAT_SECONDS)
            self.seconds = max(0.0, loop.time() - due)


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Whether new viewers and publishers should come here, and what is wrong where they should not."""

    status: Literal["ready", "not_ready"]
    problems: list[str]


def health_router(check_store: Callable[[], Awaitable[None]], lag: LoopLag, stopping: Callable[[], bool]) -> APIRouter:
    """``/healthz`` and ``/readyz``.

    Args:
        check_store: raises `StoreUnavailableError` where the store does not answer.
        stopping: whether the server is shutting down.
    """
    router = APIRouter(tags=["health"])

    @router.head("/healthz", include_in_schema=False)
    @router.get("/healthz")
    async def healthz() -> Health:
        """The process answers."""
        return Health()

    @router.head("/readyz", include_in_schema=False)
    @router.get("/readyz", response_model=Readiness, responses={503: {"model": Readiness}})
    async def readyz() -> Response:
        """200 where new viewers and publishers are welcome, else 503 with the problems."""
        problems = ["the server is stopping"] if stopping() else []
        if lag.seconds > LATE_SECONDS:
            problems.append(f"the event loop runs {lag.seconds:.1f} s late")
        try:
            await check_store()
        except StoreUnavailableError as error:
            problems.append(str(error))
        answer = Readiness(status="not_ready" if problems else "ready", problems=problems)
        return JSONResponse(answer.model_dump(), 503 if problems else 200)

    return router
