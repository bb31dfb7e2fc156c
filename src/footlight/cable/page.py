"""The one page of an end that listens, for any browser."""

from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from footlight.api.webfiles import PAGE, READING, WEB, WebFiles, files_router
from footlight.cable.ways import BACK


def page_router(web: Path = WEB) -> APIRouter:
    """``/`` shows what the cable carries, ``/back`` what comes back in a call.

    The page reads the key from its address's fragment, which browsers tell no server.

    Args:
        web: the folder of the built web client.
    """
    router = APIRouter(include_in_schema=False)
    files = WebFiles(web)
    router.include_router(files_router(files))

    @router.api_route(f"/{BACK}", methods=READING)
    @router.api_route("/", methods=READING)
    async def page(request: Request) -> Response:
        return await files.answer(request, "cable.html", PAGE)

    return router
