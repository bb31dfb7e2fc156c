"""The web client's pages on a site."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from footlight.api.webfiles import EMBED, OWN, PAGE, READING, WEB, WebFiles, files_router
from footlight.errors import ChannelInvalidError
from footlight.model.channel import channel_name

OWN_PAGES: Final = ("set-up", "sign-in", "sign-up", "account", "channels")
"""Pages of people and their channels, each at an address that no channel may have."""


def pages_router(web: Path = WEB) -> APIRouter:
    """Routes of the pages; must come last, because ``/{channel}`` matches nearly everything.

    Args:
        web: the folder of the built web client.
    """
    router = APIRouter(include_in_schema=False)
    files = WebFiles(web)
    router.include_router(files_router(files))

    @router.api_route("/", methods=READING)
    async def home(request: Request) -> Response:
        return await files.answer(request, "index.html", PAGE)

    async def own(request: Request) -> Response:
        return await files.answer(request, "index.html", OWN)

    for page in OWN_PAGES:
        router.add_api_route(f"/{page}", own, methods=READING)

    @router.api_route("/channels/{channel}", methods=READING)
    async def edit(request: Request, channel: str) -> Response:
        return await of_channel(request, channel, "index.html", OWN)

    @router.api_route("/embed/{channel}", methods=READING)
    async def embed(request: Request, channel: str) -> Response:
        return await of_channel(request, channel, "embed.html", EMBED)

    @router.api_route("/embed/{channel}/chat", methods=READING)
    async def embedded_chat(request: Request, channel: str) -> Response:
        return await of_channel(request, channel, "chat.html", EMBED)

    @router.api_route("/{channel}/chat", methods=READING)
    async def chat(request: Request, channel: str) -> Response:
        return await of_channel(request, channel, "chat.html", OWN)

    @router.api_route("/{channel}", methods=READING)
    async def watch(request: Request, channel: str) -> Response:
        return await of_channel(request, channel, "index.html", PAGE)

    async def of_channel(request: Request, channel: str, name: str, headers: dict[str, str]) -> Response:
        # Whether the channel exists is told by the page, which also sees it come to life; so it does for a
        # person who mistyped it.
        possible = _is_channel(channel)
        if not possible and "text/html" not in request.headers.get("accept", ""):
            raise HTTPException(404, "there is no such page")
        response = await files.answer(request, name, headers)
        if not possible and response.status_code == 200:
            response.status_code = 404
        return response

    return router


def _is_channel(text: str) -> bool:
    try:
        channel_name(text)
    except ChannelInvalidError:
        return False
    return True
