"""Only this site's own pages change things in the name of who is signed in."""

import pytest
from starlette.types import Scope

from footlight.api.origin import check_origin, is_https
from footlight.errors import OriginRefusedError


def asked(origin: str | None, host: str = "stage.example", scheme: str = "http") -> Scope:
    told = [] if origin is None else [(b"origin", origin.encode())]
    return {"type": "http", "scheme": scheme, "headers": [(b"host", host.encode()), *told]}


@pytest.mark.parametrize(
    ("origin", "host", "scheme"),
    [
        ("http://stage.example", "stage.example", "http"),
        ("http://stage.example", "stage.example:80", "http"),
        ("http://stage.example:7700", "stage.example:7700", "http"),
        ("http://STAGE.example", "stage.EXAMPLE", "http"),
        ("http://192.0.2.1:7700", "192.0.2.1:7700", "http"),
        ("http://[2001:db8::1]:7700", "[2001:db8::1]:7700", "http"),
        ("https://stage.example", "stage.example", "https"),
        ("https://stage.example", "stage.example", "wss"),
        # A proxy does TLS.
        ("https://stage.example", "stage.example", "http"),
        ("https://stage.example", "stage.example:443", "http"),
        ("https://stage.example:8443", "stage.example:8443", "http"),
    ],
)
def test_the_sites_own_pages_pass(origin: str, host: str, scheme: str) -> None:
    check_origin(asked(origin, host, scheme), needed=True)


@pytest.mark.parametrize(
    ("origin", "host", "scheme"),
    [
        ("http://other.example", "stage.example", "http"),
        ("http://stage.example.other.example", "stage.example", "http"),
        ("http://evil-stage.example", "stage.example", "http"),
        ("http://stage.example@other.example", "stage.example", "http"),
        ("http://stage.example:81", "stage.example", "http"),
        ("http://stage.example", "stage.example:7700", "http"),
        ("http://stage.example", "stage.example", "https"),
        ("https://stage.example", "stage.example:80", "http"),
        ("ftp://stage.example", "stage.example", "http"),
        ("file://", "", "http"),
        ("http://", "", "http"),
        ("null", "null", "http"),
        ("", "", "http"),
        ("stage.example", "stage.example", "http"),
        ("http://stage.example:port", "stage.example", "http"),
        ("http://[", "[", "http"),
        ("http://stage.example http://other.example", "stage.example", "http"),
    ],
)
def test_all_others_are_refused(origin: str, host: str, scheme: str) -> None:
    for needed in (True, False):
        with pytest.raises(OriginRefusedError, match="own pages"):
            check_origin(asked(origin, host, scheme), needed=needed)


def test_two_origins_are_refused() -> None:
    scope = asked("http://stage.example")
    scope["headers"].append((b"origin", b"http://stage.example"))
    with pytest.raises(OriginRefusedError):
        check_origin(scope, needed=False)


def test_programs_tell_no_origin_and_need_none_without_a_cookie() -> None:
    check_origin(asked(None), needed=False)
    with pytest.raises(OriginRefusedError, match="token"):
        check_origin(asked(None), needed=True)


@pytest.mark.parametrize(
    ("origin", "scheme", "https"),
    [(None, "http", False), ("http://a", "http", False), ("https://a", "http", True), (None, "https", True)],
)
def test_https_is_seen_through_a_proxy_where_the_browser_tells_it(origin: str | None, scheme: str, https: bool) -> None:
    assert is_https(asked(origin, scheme=scheme)) is https
