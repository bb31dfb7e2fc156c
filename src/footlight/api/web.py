"""The HTTP application: every router in its place."""

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI

import footlight
from footlight.api.errors import ErrorAnswer, answer_errors
from footlight.api.guard import Guard


def web_application(routers: Sequence[APIRouter], max_request: int) -> Guard:
    """One ASGI application of ``routers``, in this order, with the common errors, headers and limits.

    Args:
        max_request: bytes of the largest request body.
    """
    app = FastAPI(
        title="Footlight",
        version=footlight.__version__,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses={"4XX": {"model": ErrorAnswer}, "5XX": {"model": ErrorAnswer}},
    )
    answer_errors(app)
    for router in routers:
        app.include_router(router)
    # Outside of everything, so that the answer to a fault of ours is guarded too.
    return Guard(app, max_request)
