"""What the proxies in front of a server say of who asks: the address and the scheme, which their connections hide.

uvicorn's own middleware for this takes any text for an address, and does not know a proxy of IPv4 on a socket that
hears IPv6 too.
"""

import re
from collections.abc import Sequence
from ipaddress import ip_network
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from footlight.api.addresses import Address, plain_address

_MOST_HOPS: Final = 16
"""Proxies of ours that may stand in a row."""
_NOT_BARE: Final = re.compile(r"\[([^]]*)](?::[0-9]{1,5})?|([^:]*):[0-9]{1,5}")
"""An address in brackets or with a port; IPv6 with a port has both."""
_SCHEMES: Final = {"http": "http", "https": "https", "ws": "http", "wss": "https"}


class BehindProxies:
    """ASGI middleware around all others; for requests from ``proxies`` it corrects ``client`` and ``scheme``.

    It corrects the scope itself and passes no copy on: the log of requests reads it afterwards, and
    `StreamingHttp.begin` knows a request by it.
    """

    def __init__(self, app: ASGIApp, proxies: Sequence[str]) -> None:
        """``proxies``: networks. What anybody else says of who asks counts for nothing."""
        self._app = app
        self._proxies = [ip_network(one) for one in proxies]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        peer = scope.get("client")
        if peer is not None and self._is_proxy(plain_address(peer[0])):
            headers = Headers(scope=scope)
            client = self._client(",".join(headers.getlist("x-forwarded-for")))
            if client is not None:
                scope["client"] = (str(client), 0)
            scheme = _scheme(",".join(headers.getlist("x-forwarded-proto")))
            if scheme is not None:
                scope["scheme"] = scheme if scope["type"] == "http" else scheme.replace("http", "ws")
        await self._app(scope, receive, send)

    def _client(self, told: str) -> Address | None:
        """The last hop that is no proxy of ours: what is before it anybody can have written.

        None where a proxy does not tell it; where all are proxies one of them asks by itself: the first.
        """
        hops = told.rsplit(",", _MOST_HOPS)
        found = None
        for hop in reversed(hops[-_MOST_HOPS:]):
            found = _address(hop)
            if found is None or not self._is_proxy(found):
                return found
        return found if len(hops) <= _MOST_HOPS else None

    def _is_proxy(self, address: Address) -> bool:
        return any(address in network for network in self._proxies)


def _address(hop: str) -> Address | None:
    text = hop.strip()
    found = _NOT_BARE.fullmatch(text)
    try:
        return plain_address(text if found is None else found[1] or found[2] or "")
    except ValueError:
        # "unknown", or a name that a proxy made up.
        return None


def _scheme(told: str) -> str | None:
    """What the proxy next to us says, which is the last."""
    return _SCHEMES.get(told.rpartition(",")[2].strip().lower())
