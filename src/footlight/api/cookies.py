"""The cookie of a session: how it is found, set and cleared."""

from collections.abc import Iterable
from typing import Final

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope

from footlight.api.origin import is_https
from footlight.model.units import Micros, seconds

PLAIN: Final = "footlight"
HOST: Final = "__Host-footlight"
"""A browser takes it only from this very host and over https, so that no neighbour of the site can plant one."""
_DEVICE: Final = "footlight_device"
_HOST_DEVICE: Final = f"__Host-{_DEVICE}"
_DEVICE_SECONDS: Final = 180 * 86_400
_REFUSED: Final = "refused_cookies"


def session_cookies(connection: HTTPConnection) -> dict[str, str]:
    """The cookies to believe by their names, the best first."""
    # A request without an origin does not tell that it came by https where the proxy is not believed: then both are.
    believed = (HOST,) if is_https(connection.scope) else (HOST, PLAIN)
    sent = _sent(connection)
    return {name: sent[name] for name in believed if name in sent}


def has_session_cookie(scope: Scope) -> bool:
    """Whether a browser sent a session's cookie, good or not."""
    return not _sent(HTTPConnection(scope)).keys().isdisjoint((HOST, PLAIN))


def set_session_cookie(connection: HTTPConnection, response: Response, secret: str, longest: Micros) -> None:
    """Give a browser the secret of the session that it has begun, which lasts so long at most."""
    name = HOST if is_https(connection.scope) else PLAIN
    _clear(response, _sent(connection).keys() & {HOST, PLAIN} - {name})
    _set(response, name, secret, round(seconds(longest)))


def clear_session_cookies(connection: HTTPConnection, response: Response) -> None:
    """Take the cookies of a session that is over from a browser."""
    _clear(response, _sent(connection).keys() & {HOST, PLAIN})


def refuse_cookie(connection: HTTPConnection, name: str) -> None:
    """Remember that a cookie is good no longer, so that the answer, whatever it will be, clears it."""
    connection.scope.setdefault("state", {}).setdefault(_REFUSED, []).append(name)


def refused_cookies(scope: Scope) -> list[str]:
    """The headers ``set-cookie`` that clear what was refused."""
    response = Response()
    _clear(response, scope.get("state", {}).get(_REFUSED, []))
    return response.headers.getlist("set-cookie")


def device_cookie(connection: HTTPConnection) -> str | None:
    """What a browser was given by `new_device_cookie`, if it was."""
    sent = _sent(connection)
    return sent.get(_HOST_DEVICE) or (None if is_https(connection.scope) else sent.get(_DEVICE))


def new_device_cookie(connection: HTTPConnection, secret: str) -> str:
    """The header ``set-cookie`` by which a browser is known to chats again, whoever uses it."""
    response = Response()
    _set(response, _HOST_DEVICE if is_https(connection.scope) else _DEVICE, secret, _DEVICE_SECONDS)
    return response.headers["set-cookie"]


def _clear(response: Response, names: Iterable[str]) -> None:
    for name in names:
        _set(response, name, "", 0)


def _set(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name, value, seconds, path="/", secure=name.startswith("__Host-"), httponly=True, samesite="lax"
    )


def _sent(connection: HTTPConnection) -> dict[str, str]:
    if "authorization" in connection.headers:
        # Where a token is shown no cookie counts, and nobody has looked at the page.
        return {}
    # Not as Starlette reads them: it drops signs around a name that browsers take for a part of it, and
    # what is called so they let a neighbour plant.
    pairs = (
        pair.strip(" ").partition("=") for line in connection.headers.getlist("cookie") for pair in line.split(";")
    )
    return {name: value for name, _, value in pairs if value}
