"""Who asks through a proxy, and who only says so."""

from collections.abc import Iterable

import pytest
from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from footlight.api.cookies import HOST, PLAIN, session_cookies
from footlight.api.identity import client_address
from footlight.api.proxies import BehindProxies

PROXIES = ("127.0.0.1/32", "10.0.0.0/8", "2001:db8:1::/48")
GUEST = "203.0.113.9"


async def passed(
    forwarded: Iterable[str] = (),
    schemes: Iterable[str] = (),
    *,
    peer: tuple[str, int] | None = ("127.0.0.1", 5),
    proxies: Iterable[str] = PROXIES,
    kind: str = "http",
    headers: Iterable[tuple[bytes, bytes]] = (),
) -> HTTPConnection:
    """What the application sees of a connection by ``peer`` that carries these headers."""
    seen: list[Scope] = []

    async def application(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope)

    async def receive() -> dict[str, object]:
        return {}

    async def send(_message: object) -> None: ...

    told = [(b"x-forwarded-for", one.encode("latin-1")) for one in forwarded]
    told += [(b"x-forwarded-proto", one.encode("latin-1")) for one in schemes]
    scheme = "http" if kind == "http" else "ws"
    scope: Scope = {"type": kind, "scheme": scheme, "client": peer, "headers": [*told, *headers]}
    await BehindProxies(application, list(proxies))(scope, receive, send)
    # The log of requests and streams know a request by its scope.
    assert seen[0] is scope
    return HTTPConnection({**scope, "type": "http"})


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ([GUEST], GUEST),
        # What a guest has written itself is before what the proxy adds.
        ([f"198.51.100.7, {GUEST}"], GUEST),
        (["198.51.100.7", GUEST], GUEST),
        ([f"127.0.0.1, 10.0.0.1, {GUEST}"], GUEST),
        ([f"unknown, , ;, {GUEST}"], GUEST),
        # Several proxies in a row, all of them ours.
        ([f"198.51.100.7, {GUEST}, 10.0.0.1"], GUEST),
        ([f"{GUEST},10.0.0.1,2001:db8:1::7,10.0.0.2"], GUEST),
        ([f"{GUEST}:4711, 10.0.0.1:80"], GUEST),
        # Somebody among the proxies asks.
        (["10.0.0.1"], "10.0.0.1"),
        (["10.0.0.1, 10.0.0.2"], "10.0.0.1"),
        (["2001:db8::9"], "2001:db8::9"),
        (["[2001:db8::9]"], "2001:db8::9"),
        (["[2001:db8::9]:4711, [2001:db8:1::7]:80"], "2001:db8::9"),
        ([f"::ffff:{GUEST}, ::ffff:10.0.0.1"], GUEST),
        (["fe80::9%eth0"], "fe80::9"),
    ],
)
async def test_the_address_is_the_last_hop_that_is_no_proxy_of_ours(forwarded: list[str], address: str) -> None:
    assert client_address(await passed(forwarded)) == address


@pytest.mark.parametrize(
    "forwarded",
    [
        [],
        [""],
        [","],
        ["unknown"],
        ["_hidden"],
        ["localhost"],
        ["203.0.113.256"],
        [f"{GUEST}:"],
        [f"{GUEST}:port"],
        [f"{GUEST}:123456"],
        [f"{GUEST}/32"],
        [f"{GUEST} 10.0.0.1"],
        ["[2001:db8::9"],
        ["[2001:db8::9]:port"],
        ["2001:db8::9]"],
        ["[]"],
        ["[]:80"],
        ["::1::2"],
        ["%eth0"],
        ["\xff\xfe\x00"],
        ["\xb9.\xb2.\xb3.4"],
        [f"{GUEST}, unknown, 10.0.0.1"],
        [f"{GUEST}, "],
        [f"unknown, , ; {GUEST}"],
        ["9" * 60_000],
        [":" * 60_000],
        ["[" * 60_000],
        # More in a row than anybody has.
        [GUEST + ", 10.0.0.1" * 5_000],
    ],
)
async def test_where_the_proxy_tells_none_the_address_is_its_own(forwarded: list[str]) -> None:
    assert client_address(await passed(forwarded)) == "127.0.0.1"


async def test_a_guest_who_writes_many_hops_is_found_behind_them() -> None:
    assert client_address(await passed(["10.0.0.1, " * 5_000 + GUEST])) == GUEST


@pytest.mark.parametrize(
    ("peer", "proxies"),
    [
        (("198.51.100.7", 5), PROXIES),
        (("127.0.0.2", 5), PROXIES),
        (("2001:db8:2::7", 5), PROXIES),
        (("127.0.0.1", 5), ()),
        (None, PROXIES),
    ],
)
async def test_nobody_else_is_believed(peer: tuple[str, int] | None, proxies: tuple[str, ...]) -> None:
    connection = await passed([GUEST], ["https"], peer=peer, proxies=proxies)
    assert connection.scope["client"] == peer
    assert connection.scope["scheme"] == "http"


@pytest.mark.parametrize("peer", ["10.1.2.3", "::ffff:10.1.2.3", "2001:db8:1::7"])
async def test_a_proxy_is_known_by_its_network_on_any_socket(peer: str) -> None:
    assert client_address(await passed([GUEST], peer=(peer, 5))) == GUEST


@pytest.mark.parametrize(
    ("told", "kind", "scheme"),
    [
        (["https"], "http", "https"),
        (["HTTPS "], "http", "https"),
        (["wss"], "http", "https"),
        (["http"], "http", "http"),
        (["https"], "websocket", "wss"),
        (["wss"], "websocket", "wss"),
        (["http"], "websocket", "ws"),
        # The last is the proxy's own word.
        (["https, http"], "http", "http"),
        (["http", "https"], "http", "https"),
        ([], "http", "http"),
        ([""], "http", "http"),
        (["gopher"], "http", "http"),
        (["https,"], "http", "http"),
        (["\xff"], "websocket", "ws"),
    ],
)
async def test_the_scheme_is_what_the_proxy_says(told: list[str], kind: str, scheme: str) -> None:
    assert (await passed([GUEST], told, kind=kind)).scope["scheme"] == scheme


async def test_over_https_only_the_cookie_of_this_host_counts() -> None:
    cookies = [(b"cookie", f"{PLAIN}=planted; {HOST}=own".encode())]
    assert session_cookies(await passed(headers=cookies)) == {HOST: "own", PLAIN: "planted"}
    assert session_cookies(await passed([], ["https"], headers=cookies)) == {HOST: "own"}
    assert session_cookies(await passed([], ["https"], headers=cookies, proxies=())) == {HOST: "own", PLAIN: "planted"}
