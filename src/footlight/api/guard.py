"""Around every HTTP request: headers that keep browsers safe, and what may be sent to us, by whom."""

import re
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from footlight.api.cookies import has_session_cookie, refused_cookies
from footlight.api.errors import answer_of, error_answer
from footlight.api.origin import SAFE, check_origin
from footlight.errors import OriginRefusedError

HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""What every answer carries unless its route says otherwise."""
TLS_ALONE: Final = "max-age=15552000"
"""Half a year without plain http (RFC 6797), of this name and not those below it."""
_MOST_DIGITS: Final = 18


@dataclass(frozen=True, slots=True)
class OtherBody:
    """What one route takes that is no JSON."""

    method: str
    path: re.Pattern[str]
    types: frozenset[str]
    most: int
    """Bytes."""


OTHER_BODIES: Final = (
    OtherBody(
        "PUT",
        re.compile(r"/api/v1/channels/[^/]+/picture"),
        frozenset({"image/jpeg", "image/png", "image/webp"}),
        4 * 1024 * 1024,
    ),
    OtherBody(
        "PUT",
        re.compile(r"/api/v1/channels/[^/]+/chat/emotes/[^/]+"),
        frozenset({"image/gif", "image/png", "image/webp"}),
        1024 * 1024,
    ),
)


class Guard:
    """ASGI middleware; WebSockets pass untouched."""

    def __init__(self, app: ASGIApp, max_request: int, *, tls_alone: bool = False) -> None:
        """
        Args:
            max_request: bytes of the largest body taken, but for `OTHER_BODIES`.
            tls_alone: tell browsers that were here over TLS to come by nothing else.
        """
        self._app = app
        self._max_request = max_request
        self._tls_alone = tls_alone

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self._tls_alone and scope["scheme"] == "https":
                    headers["strict-transport-security"] = TLS_ALONE
                if "set-cookie" not in headers:
                    for cookie in refused_cookies(scope):
                        headers.append("set-cookie", cookie)
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        """Why a request is not even looked at; None where it is."""
        headers, method = Headers(scope=scope), scope["method"]
        other = next((one for one in OTHER_BODIES if one.method == method and one.path.fullmatch(scope["path"])), None)
        most = self._max_request if other is None else other.most
        length = _length(headers)
        if length is None or length > most:
            message = f"the request's body is over {most} bytes"
            return error_answer(413, "message_too_large", message, {"connection": "close"})
        if method in SAFE:
            return None
        try:
            # A token is shown on purpose; a browser shows a cookie whatever page asks.
            if "authorization" not in headers:
                check_origin(scope, needed=has_session_cookie(scope))
        except OriginRefusedError as error:
            return answer_of(error)
        types = frozenset({"application/json"}) if other is None else other.types
        if length and headers.get("content-type", "").partition(";")[0].strip().lower() not in types:
            message = f"the request's body must be of the type {' or '.join(sorted(types))}"
            return error_answer(415, "content_type_unsupported", message)
        return None


def _length(headers: Headers) -> int | None:
    """Bytes of the body; None where it is not told, as if it were endless."""
    declared = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not declared.isdecimal() or len(declared) > _MOST_DIGITS:
        return None
    return int(declared)
