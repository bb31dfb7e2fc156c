"""Which site's page a browser is on when it asks: only this site's own may change things for who is signed in."""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from footlight.errors import OriginRefusedError

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods that change nothing."""
_PORTS: Final = {"http": 80, "https": 443}


def check_origin(scope: Scope, *, needed: bool) -> None:
    """Let only pages of this site through, and programs, which tell no origin.

    Args:
        scope: of a request, or of a WebSocket's handshake.
        needed: refuse who tells none too: a browser that shows a cookie always tells it.

    Raises:
        OriginRefusedError: the page is another site's.
    """
    told = Headers(scope=scope).getlist("origin")
    if not told and needed:
        raise OriginRefusedError("a cookie counts only with an Origin header: a program takes a token instead")
    if told and (len(told) > 1 or not _is_own(told[0], scope)):
        raise OriginRefusedError("this can be asked only from the site's own pages")


def is_https(scope: Scope) -> bool:
    """Whether a browser asks over https, as the connection, a proxy that is believed, or the browser tells."""
    return scope["scheme"] in ("https", "wss") or Headers(scope=scope).get("origin", "").startswith("https://")


def _is_own(origin: str, scope: Scope) -> bool:
    try:
        of_page = urlsplit(origin)
        default = _PORTS[of_page.scheme]
        of_host = urlsplit(f"//{Headers(scope=scope).get('host', '')}")
        same_port = (of_page.port or default) == (of_host.port or default)
    except (ValueError, KeyError):
        # No URL, "null", or of another scheme.
        return False
    if of_page.scheme == "http" and scope["scheme"] in ("https", "wss"):
        return False
    return same_port and bool(of_page.hostname) and of_page.hostname == of_host.hostname
