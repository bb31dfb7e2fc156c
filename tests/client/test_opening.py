"""What answers at an address that is no Footlight, or not a trusted one."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection

from footlight.api.certificate import kept_certificate
from footlight.client import connection as greeting
from footlight.client.connection import connect
from footlight.client.opening import DisconnectedError
from footlight.client.trust import Trust, fingerprint
from footlight.client.url import ServerUrl, parse_url
from footlight.clock import SystemClock
from footlight.wire.control import VERSION, Hello
from tests.fakes.relay import Relay, relay

Peer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
AWAY = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"


def answering(answer: bytes) -> Peer:
    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    return peer


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


async def failure(url: ServerUrl, trust: Trust | None = None) -> DisconnectedError:
    with pytest.raises(DisconnectedError) as raised:
        await connect(url, Hello(VERSION, "watch"), clock=SystemClock(), trust=trust or Trust())
    assert "\n" not in str(raised.value.error)
    return raised.value


async def serving(peer: Peer, context: ssl.SSLContext | None = None) -> tuple[asyncio.Server, str]:
    server = await asyncio.start_server(peer, "127.0.0.1", 0, ssl=context)
    return server, f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (NOT_FOUND, "not_footlight"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "not_footlight"),
        (
            b'HTTP/1.1 426 Upgrade Required\r\nContent-Length: 42\r\n\r\n{"error": {"code": "version_unsupported"}} ',
            "version_unsupported",
        ),
        (b"HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n", "not_footlight"),
        (b"220 mail.example.org ESMTP\r\n", "not_footlight"),
        (b"", "not_footlight"),
        (b"\x00" * 4_000, "not_footlight"),
        (AWAY, "connection_failed"),
    ],
)
async def test_what_is_no_footlight_is_told(answer: bytes, code: str) -> None:
    server, address = await serving(answering(answer))
    async with server:
        lost = await failure(parse_url(f"http://{address}/lobby"))
        assert lost.error.code == code


async def test_where_nothing_listens_is_told() -> None:
    server, address = await serving(silent)
    server.close()
    await server.wait_closed()
    lost = await failure(parse_url(f"http://{address}/lobby"))
    assert (lost.error.code, lost.retry) == ("connection_failed", True)
    assert "nothing listens there" in str(lost.error)


async def test_a_host_that_nobody_knows_is_told() -> None:
    lost = await failure(parse_url("http://no-such-host.invalid:7700/lobby"))
    assert lost.error.code == "connection_failed"


async def test_a_peer_that_takes_the_connection_and_says_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footlight.client.opening.OPEN_TIMEOUT", 0.05)
    server, address = await serving(silent)
    async with server:
        lost = await failure(parse_url(f"http://{address}/lobby"))
        assert lost.error.code == "connection_failed"


async def test_a_server_that_speaks_websocket_and_never_greets_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(greeting, "OPEN_TIMEOUT", 0.05)

    async def say_nothing(_relay: Relay, connection: ServerConnection, _hello: Hello) -> None:
        await connection.wait_closed()

    async with relay(say_nothing) as server:
        lost = await failure(parse_url(server.url))
        assert (lost.error.code, lost.retry) == ("hello_timeout", True)


async def test_a_server_without_tls_is_told_where_tls_was_asked_for() -> None:
    async def plain(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    server, address = await serving(plain)
    async with server:
        lost = await failure(parse_url(f"https://{address}/lobby"))
        assert lost.error.code == "not_footlight"
        assert "http://" in str(lost.error)


class TestSelfSigned:
    """A server with a certificate that nobody vouches for."""

    @pytest.fixture
    def certificate(self, tmp_path: Path) -> tuple[ssl.SSLContext, str]:
        path, key = kept_certificate(tmp_path, "127.0.0.1", datetime.now(UTC))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path, key)
        return context, fingerprint(ssl.PEM_cert_to_DER_cert(path.read_text()))

    async def test_it_is_refused_with_its_fingerprint_and_what_to_do(
        self, certificate: tuple[ssl.SSLContext, str]
    ) -> None:
        context, pin = certificate
        server, address = await serving(answering(NOT_FOUND), context)
        async with server:
            lost = await failure(parse_url(f"https://{address}/lobby"))
            assert (lost.error.code, lost.retry) == ("certificate_untrusted", False)
            assert f"told {pin} when it started" in str(lost.error)

    async def test_with_its_pin_the_connection_goes_on(self, certificate: tuple[ssl.SSLContext, str]) -> None:
        context, pin = certificate
        server, address = await serving(answering(NOT_FOUND), context)
        async with server:
            lost = await failure(parse_url(f"https://{address}/lobby"), Trust(pin))
            assert lost.error.code == "not_footlight"
