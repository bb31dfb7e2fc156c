"""The web client's pages and files, as the build left them in the package."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import PlainTextResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

import footlight
from footlight.errors import ChannelInvalidError
from footlight.model.channel import channel_name

WEB: Final = Path(footlight.__file__).parent / "_web"

_READING: Final = ["GET", "HEAD"]

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors {ancestors}"
)
_FRESH: Final = {"cache-control": "no-cache"}
_LENT: Final = {"cross-origin-resource-policy": "cross-origin", "access-control-allow-origin": "*"}
"""What other people's pages may load, as they do the player."""

PAGE: Final = {"content-security-policy": _POLICY.format(ancestors="'self'"), **_FRESH}
EMBED: Final = {
    "content-security-policy": _POLICY.format(ancestors="*"),
    "cross-origin-resource-policy": "cross-origin",
    **_FRESH,
}
ASSET: Final = {"cache-control": "public, max-age=31536000, immutable", **_LENT}
"""Files whose names change with their content."""
PLAYER: Final = {
    # A worker lives by the policy of its own script, and the player's file is its worker's script too.
    "content-security-policy": "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'",
    **_FRESH,
    **_LENT,
}


def pages_router(web: Path = WEB) -> APIRouter:
    """Routes of the pages; must come last, because ``/{channel}`` matches nearly everything.

    Args:
        web: the folder of the built web client.
    """
    router = APIRouter(include_in_schema=False)
    files = StaticFiles(directory=web, check_dir=False)

    async def answer(request: Request, name: str, headers: dict[str, str]) -> Response:
        if not (web / "index.html").is_file():
            return PlainTextResponse(
                "This Footlight was installed without its web pages: install it again with pip install .\n"
                "Watching works meanwhile with: footlight watch URL\n",
                503,
            )
        # A wish for a part is not heard: these files are small, and a wrong wish needs no answer then.
        scope = request.scope
        scope["headers"] = [field for field in scope["headers"] if field[0] != b"range"]
        # StaticFiles refuses whatever would leave its folder, and answers If-None-Match and If-Modified-Since.
        response = await files.get_response(name, scope)
        response.headers.update(headers)
        del response.headers["accept-ranges"]
        return response

    @router.api_route("/", methods=_READING)
    async def home(request: Request) -> Response:
        return await answer(request, "index.html", PAGE)

    @router.api_route("/assets/{path:path}", methods=_READING)
    async def asset(request: Request, path: str) -> Response:
        return await answer(request, f"assets/{path}", ASSET)

    @router.api_route("/player.js", methods=_READING)
    async def player(request: Request) -> Response:
        return await answer(request, "player.js", PLAYER)

    @router.api_route("/embed/{channel}", methods=_READING)
    async def embed(request: Request, channel: str) -> Response:
        return await of_channel(request, channel, "embed.html", EMBED)

    @router.api_route("/{channel}", methods=_READING)
    async def watch(request: Request, channel: str) -> Response:
        return await of_channel(request, channel, "index.html", PAGE)

    async def of_channel(request: Request, channel: str, name: str, headers: dict[str, str]) -> Response:
        # Whether the channel exists is told by the page, which also sees it come to life; so it does for a
        # person who mistyped it.
        possible = _is_channel(channel)
        if not possible and "text/html" not in request.headers.get("accept", ""):
            raise HTTPException(404, "there is no such page")
        response = await answer(request, name, headers)
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
