"""Keeps other sites' pages away from an end that needs no key: any page in a browser can connect to this machine."""

import ipaddress
import json
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from footlight.errors import OriginRefusedError

_FORBIDDEN: Final = 403


class OwnPagesOnly:
    """ASGI middleware around a WebSocket: a browser must be on a page that this end served.

    Its own page has the origin of the address that was connected to. That address must be no name but
    ``localhost``: a name can be made to mean this machine by whoever owns it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        origin, host = headers.get("origin"), headers.get("host", "")
        if origin is None or (origin in (f"http://{host}", f"https://{host}") and _is_address(host)):
            await self._app(scope, receive, send)
            return
        await receive()  # websocket.connect
        error = OriginRefusedError("this end is watched on its own page, and not on another site's")
        body = json.dumps({"error": {"code": error.code, "message": str(error)}}).encode()
        start = [(b"content-type", b"application/json")]
        await send({"type": "websocket.http.response.start", "status": _FORBIDDEN, "headers": start})
        await send({"type": "websocket.http.response.body", "body": body})


def _is_address(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or bool(ipaddress.ip_address(name))
    except ValueError:
        return False
