"""The cookie by which a browser is the same guest again."""

import pytest
from starlette.requests import HTTPConnection

from footlight.api.cookies import device_cookie, new_device_cookie


def asked(scheme: str, cookie: str = "", origin: str = "") -> HTTPConnection:
    headers = [(b"host", b"stage.example"), (b"cookie", cookie.encode()), (b"origin", origin.encode())]
    return HTTPConnection(
        {"type": "websocket", "scheme": scheme, "headers": [one for one in headers if one[1]], "path": "/chat/lobby"}
    )


@pytest.mark.parametrize(
    ("scheme", "origin", "name", "secure"),
    [
        ("ws", "http://stage.example", "footlight_device", False),
        ("wss", "https://stage.example", "__Host-footlight_device", True),
        ("ws", "https://stage.example", "__Host-footlight_device", True),
    ],
)
def test_it_comes_back_as_it_was_given(scheme: str, origin: str, name: str, secure: bool) -> None:
    given = new_device_cookie(asked(scheme, origin=origin), "secret")
    assert given.startswith(f"{name}=secret;")
    assert ("Secure" in given) is secure
    assert "HttpOnly" in given
    assert "SameSite=lax" in given
    assert device_cookie(asked(scheme, f"{name}=secret", origin)) == "secret"


def test_over_https_only_the_one_is_believed_that_no_neighbour_can_plant() -> None:
    assert device_cookie(asked("wss", "footlight_device=planted")) is None


def test_who_shows_none_has_none() -> None:
    assert device_cookie(asked("ws")) is None
    assert device_cookie(asked("ws", "footlight_device=")) is None
