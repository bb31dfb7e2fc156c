"""``/live/{channel}.ts`` and ``/live/{channel}.jpg``: a channel for players and pages that other people wrote."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from footlight.api.channels import Channels, existing
from footlight.delivery.http_protocol import STREAM_EXTENSION, StreamingHttp
from footlight.delivery.snapshots import KEPT_SECONDS, Snapshots
from footlight.delivery.ts import check_on, serve_ts
from footlight.hub.hub import Hub
from footlight.model.clock import Clock

_LENT: Final = {"cross-origin-resource-policy": "cross-origin", "access-control-allow-origin": "*"}
"""Other people's pages may show it, as they may embed the player."""
_STREAM: Final = {"content-type": "video/mp2t", "cache-control": "no-store", "connection": "close", **_LENT}
_PICTURE: Final = {"cache-control": f"public, max-age={KEPT_SECONDS}", **_LENT}


def media_router(hub: Hub, channels: Channels, clock: Clock, snapshots: Snapshots) -> APIRouter:
    """The routes of what is played elsewhere.

    The server must run `StreamingHttp` as its HTTP protocol, and `Hub.run` beside it.
    """
    # A route of Starlette's: FastAPI's would hold an exit stack and a request for every viewer.
    stream = Route("/live/{channel}.ts", StreamEndpoint(hub, channels, clock), methods=["GET", "HEAD"], name="stream")
    router = APIRouter(tags=["media"], routes=[stream])

    @router.head("/live/{channel}.jpg", include_in_schema=False)
    @router.get("/live/{channel}.jpg", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
    async def picture(channel: str) -> Response:
        """The newest keyframe of what is on, at most some seconds old; 404 where nothing is on."""
        jpeg = await snapshots.jpeg(await existing(channels, channel))
        return Response(jpeg, media_type="image/jpeg", headers=_PICTURE)

    return router


class StreamEndpoint:
    """The ASGI application behind the route of the transport stream."""

    def __init__(self, hub: Hub, channels: Channels, clock: Clock) -> None:
        self._hub = hub
        self._channels = channels
        self._clock = clock

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        channel = await existing(self._channels, scope["path_params"]["channel"])
        if scope["method"] == "HEAD":
            check_on(self._hub, channel)
            await _send_head(send)
            await send({"type": "http.response.body"})
            return
        connection: StreamingHttp = scope["extensions"][STREAM_EXTENSION]

        async def begin() -> None:
            connection.begin(scope)
            await _send_head(send)

        await serve_ts(connection, self._hub, channel, self._clock, begin)


async def _send_head(send: Send) -> None:
    # Not by a response of Starlette's, which would tell a length.
    headers = [(name.encode(), value.encode()) for name, value in _STREAM.items()]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
