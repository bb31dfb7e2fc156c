"""Around every HTTP request: headers that keep browsers safe, and a limit on what is sent to us."""

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from footlight.api.errors import error_answer

HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""What every answer carries unless its route says otherwise."""


class Guard:
    """ASGI middleware; WebSockets pass untouched."""

    def __init__(self, app: ASGIApp, max_request: int) -> None:
        """``max_request``: bytes of the largest body taken."""
        self._app = app
        self._max_request = max_request

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if self._too_large(scope):
            refusal = error_answer(
                413,
                "message_too_large",
                f"the request's body is over {self._max_request} bytes",
                {"connection": "close"},
            )
            await refusal(scope, receive, send_guarded)
            return
        await self._app(scope, receive, send_guarded)

    def _too_large(self, scope: Scope) -> bool:
        # No route takes a body yet, so one without a declared length is refused as if it were endless.
        headers = Headers(scope=scope)
        if "transfer-encoding" in headers:
            return True
        declared = headers.get("content-length", "0")
        return not declared.isdecimal() or int(declared) > self._max_request
