"""``/live/{channel}.ts`` and ``/live/{channel}.jpg``: a channel for players and pages that other people wrote.

Where not everybody may watch they have a link's token in between: ``/live/{channel}/{token}.ts``.
"""

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from footlight.api.audience import Players
from footlight.api.channels import named_channel
from footlight.delivery.http_protocol import STREAM_EXTENSION, StreamingHttp
from footlight.delivery.snapshots import KEPT_SECONDS, Snapshots
from footlight.delivery.ts import check_on, serve_ts
from footlight.hub.hub import Hub
from footlight.model.clock import Clock

_LENT: Final = {"cross-origin-resource-policy": "cross-origin", "access-control-allow-origin": "*"}
"""Other people's pages may show it, as they may embed the player."""
_STREAM: Final = {"content-type": "video/mp2t", "cache-control": "no-store", "connection": "close", **_LENT}
_PICTURE: Final = {"cache-control": f"public, max-age={KEPT_SECONDS}", **_LENT}
_JPEG: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"image/jpeg": {}}}}
_OF_FEW: Final = {**_PICTURE, "cache-control": "private, no-store"}


def media_router(hub: Hub, players: Players, clock: Clock, snapshots: Snapshots) -> APIRouter:
    """The routes of what is played elsewhere.

    The server must run `StreamingHttp` as its HTTP protocol, and `Hub.run` beside it.
    """
    # A route of Starlette's: FastAPI's would hold an exit stack and a request for every viewer.
    endpoint = StreamEndpoint(hub, players, clock)
    streams: list[BaseRoute] = [
        Route(path, endpoint, methods=["GET", "HEAD"], name="stream")
        for path in ("/live/{channel}.ts", "/live/{channel}/{link}.ts")
    ]
    router = APIRouter(tags=["media"], routes=streams)

    @router.head("/live/{channel}.jpg", include_in_schema=False)
    @router.get("/live/{channel}.jpg", response_class=Response, responses=_JPEG)
    async def picture(channel: str) -> Response:
        """The newest keyframe of what is on, at most some seconds old; 404 where nothing is on."""
        return await answer(channel, None, _PICTURE)

    @router.head("/live/{channel}/{link}.jpg", include_in_schema=False)
    @router.get("/live/{channel}/{link}.jpg", response_class=Response, responses=_JPEG)
    async def picture_by_link(channel: str, link: str) -> Response:
        """The same of a channel that not everybody may watch."""
        return await answer(channel, link, _OF_FEW)

    async def answer(channel: str, link: str | None, headers: dict[str, str]) -> Response:
        name = named_channel(channel)
        await players.let_play(name, link)
        return Response(await snapshots.jpeg(name), media_type="image/jpeg", headers=headers)

    return router


class StreamEndpoint:
    """The ASGI application behind the route of the transport stream."""

    def __init__(self, hub: Hub, players: Players, clock: Clock) -> None:
        self._hub = hub
        self._players = players
        self._clock = clock

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        path = scope["path_params"]
        channel = named_channel(path["channel"])
        right = await self._players.let_play(channel, path.get("link"))
        if scope["method"] == "HEAD":
            check_on(self._hub, channel)
            await _send_head(send)
            await send({"type": "http.response.body"})
            return
        connection: StreamingHttp = scope["extensions"][STREAM_EXTENSION]

        async def begin() -> None:
            connection.begin(scope)
            await _send_head(send)

        await serve_ts(connection, self._hub, channel, right, self._clock, begin)


async def _send_head(send: Send) -> None:
    # Not by a response of Starlette's, which would tell a length.
    headers = [(name.encode(), value.encode()) for name, value in _STREAM.items()]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
