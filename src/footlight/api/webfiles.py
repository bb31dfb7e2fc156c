"""The files of the web client, as the build left them in the package, and the headers that keep them safe."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

import footlight

WEB: Final = Path(footlight.__file__).parent / "_web"

READING: Final = ["GET", "HEAD"]
"""The methods of a page."""

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors {ancestors}"
)
_FRESH: Final = {"cache-control": "no-cache"}
_LENT: Final = {"cross-origin-resource-policy": "cross-origin", "access-control-allow-origin": "*"}
"""What other people's pages may load, as they do the player."""

PAGE: Final = {"content-security-policy": _POLICY.format(ancestors="'self'"), **_FRESH}
OWN: Final = {"content-security-policy": _POLICY.format(ancestors="'none'"), **_FRESH}
"""Pages with buttons that nobody is to be lured onto: in no frame at all."""
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


class WebFiles:
    """The folder of the built web client."""

    def __init__(self, web: Path = WEB) -> None:
        self._web = web
        self._files = StaticFiles(directory=web, check_dir=False)

    async def answer(self, request: Request, name: str, headers: dict[str, str]) -> Response:
        """The file of this name, or 503 in words where the pages were not built."""
        if not (self._web / "index.html").is_file():
            return PlainTextResponse(
                "This Footlight was installed without its web pages: install it again with pip install .\n"
                "Watching works meanwhile with: footlight watch URL\n",
                503,
            )
        # A wish for a part is not heard: these files are small, and a wrong wish needs no answer then.
        scope = request.scope
        scope["headers"] = [field for field in scope["headers"] if field[0] != b"range"]
        # StaticFiles refuses whatever would leave its folder, and answers If-None-Match and If-Modified-Since.
        response = await self._files.get_response(name, scope)
        response.headers.update(headers)
        del response.headers["accept-ranges"]
        return response


def files_router(files: WebFiles) -> APIRouter:
    """Routes of what the pages load."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/assets/{path:path}", methods=READING)
    async def asset(request: Request, path: str) -> Response:
        return await files.answer(request, f"assets/{path}", ASSET)

    @router.api_route("/player.js", methods=READING)
    async def player(request: Request) -> Response:
        return await files.answer(request, "player.js", PLAYER)

    return router
