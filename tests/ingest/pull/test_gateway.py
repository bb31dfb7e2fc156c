"""The way out for what reads a pull source, against servers that point elsewhere."""

import asyncio
import datetime
import ipaddress
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from footlight.api.certificate import kept_certificate
from footlight.capture.source import unheard
from footlight.clock import SystemClock
from footlight.errors import (
    AddressForbiddenError,
    ConnectionFailedError,
    FootlightError,
    SourceStalledError,
    UrlInvalidError,
)
from footlight.ingest.pull.addresses import AddressRules
from footlight.ingest.pull.gateway import WayOut, gateway, parse_pull_url
from footlight.ingest.pull.worker import open_pulled

LOOPBACK = AddressRules((ipaddress.ip_network("127.0.0.1/32"),))
Answer = Callable[[bytes], bytes]


@asynccontextmanager
async def server(answer: Answer) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Answers the head of each request, keeps what it heard, and closes."""
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        heard.append(head)
        writer.write(answer(head))
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as listening:
        yield listening.sockets[0].getsockname()[1], heard


async def say(address: str, request: bytes) -> bytes:
    """What comes back on a connection to ``host:port`` until it is closed."""
    host, _, port = address.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    return answer


def proxy_of(way: WayOut) -> str:
    assert way.http_proxy is not None
    return way.http_proxy.removeprefix("http://")


async def test_what_is_permitted_is_fetched_without_a_word_of_the_proxy() -> None:
    async with server(lambda _head: b"HTTP/1.1 200 OK\r\n\r\nmedia") as (port, heard):
        url = f"http://127.0.0.1:{port}/a/b.m3u8?x=1"
        async with gateway(parse_pull_url(url), LOOPBACK) as way:
            request = (
                f"GET {url} HTTP/1.1\r\nHost: here\r\nProxy-Authorization: secret\r\nConnection: keep-alive\r\n\r\n"
            )
            assert await say(proxy_of(way), request.encode()) == b"HTTP/1.1 200 OK\r\n\r\nmedia"
            assert way.refusal is None
        assert heard == [b"GET /a/b.m3u8?x=1 HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"]


@pytest.mark.parametrize(
    "request_line",
    ["GET http://127.0.0.2:{port}/ HTTP/1.1", "CONNECT 127.0.0.2:{port} HTTP/1.1", "GET http://[::1]:{port}/ HTTP/1.1"],
)
async def test_where_a_redirect_or_playlist_points_is_checked_like_the_source(request_line: str) -> None:
    async with server(lambda _head: b"HTTP/1.1 200 OK\r\n\r\nsecret") as (port, heard):
        async with gateway(parse_pull_url(f"http://127.0.0.1:{port}/"), LOOPBACK) as way:
            answer = await say(proxy_of(way), request_line.format(port=port).encode() + b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 403 ")
            assert isinstance(way.refusal, AddressForbiddenError)
        assert heard == []


async def test_another_protocol_than_http_is_not_fetched_by_way_of_it() -> None:
    async with server(lambda _head: b"secret") as (port, heard):
        async with gateway(parse_pull_url(f"http://127.0.0.1:{port}/"), LOOPBACK) as way:
            answer = await say(proxy_of(way), f"GET gopher://127.0.0.1:{port}/ HTTP/1.1\r\n\r\n".encode())
            assert answer.startswith(b"HTTP/1.1 403 ")
        assert heard == []


async def test_a_tunnel_carries_both_ways() -> None:
    async with (
        server(lambda head: b"echo " + head) as (port, _heard),
        gateway(parse_pull_url(f"https://127.0.0.1:{port}/"), LOOPBACK) as way,
    ):
        tunnel = f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\n\r\n".encode()
        answer = await say(proxy_of(way), tunnel + b"hello\r\n\r\n")
        assert answer == b"HTTP/1.1 200 Connection established\r\n\r\necho hello\r\n\r\n"


async def test_rtsp_goes_through_a_relay_that_keeps_path_and_password() -> None:
    async with server(lambda _head: b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n") as (port, heard):
        source = parse_pull_url(f"rtsp://me:pass@127.0.0.1:{port}/cam?x=1")
        async with gateway(source, LOOPBACK) as way:
            assert way.http_proxy is None
            assert way.url.startswith("rtsp://me:pass@127.0.0.1:")
            assert way.url.endswith("/cam?x=1")
            own = way.url.removeprefix("rtsp://me:pass@").partition("/")[0]
            assert await say(own, b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n") == b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"
        assert heard == [b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"]


async def test_a_camera_that_points_elsewhere_is_not_followed() -> None:
    redirect = b"RTSP/1.0 302 Found\r\nCSeq: 1\r\nLocation: rtsp://127.0.0.1:22/\r\n\r\n"
    async with (
        server(lambda _head: redirect) as (port, _heard),
        gateway(parse_pull_url(f"rtsp://127.0.0.1:{port}/cam"), LOOPBACK) as way,
    ):
        own = way.url.removeprefix("rtsp://").partition("/")[0]
        assert await say(own, b"DESCRIBE * RTSP/1.0\r\nCSeq: 1\r\n\r\n") == b""
        assert isinstance(way.refusal, AddressForbiddenError)


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
@pytest.mark.parametrize("begin", [b"", b" ", b"\n", b"$\x00\x00\x01x"])
async def test_however_a_camera_writes_it_ffmpeg_is_not_led_elsewhere(begin: bytes, end: bytes) -> None:
    async with server(lambda _head: b"") as (port, heard):

        async def mislead(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            for answer in (b"200 OK", b"302 Found%sLocation: rtsp://127.0.0.1:%d/x" % (end, port)):
                head = await reader.readuntil(b"\r\n\r\n")
                number = next(line for line in head.split(b"\r\n") if line.startswith(b"CSeq"))
                writer.write(begin + end.join([b"RTSP/1.0 " + answer, number, b"", b""]))
            await reader.read()
            writer.close()

        async with await asyncio.start_server(mislead, "127.0.0.1", 0) as camera:
            url = f"rtsp://127.0.0.1:{camera.sockets[0].getsockname()[1]}/cam"
            async with gateway(parse_pull_url(url), LOOPBACK) as way:
                with pytest.raises(FootlightError), way.explaining():
                    await asyncio.to_thread(open_pulled, way, SystemClock(), unheard)
                assert way.refusal is not None
    assert heard == []


async def test_a_host_that_is_forbidden_or_unknown_is_told_before_anything_is_opened() -> None:
    with pytest.raises(AddressForbiddenError, match=r"127\.0\.0\.1"):
        async with gateway(parse_pull_url("rtsp://127.0.0.1/cam"), AddressRules()):
            pass
    with pytest.raises(ConnectionFailedError, match="no host"):
        async with gateway(parse_pull_url("http://no-such-host.invalid/"), LOOPBACK):
            pass


async def test_errors_tell_the_source_s_address_and_not_ours() -> None:
    async with (
        server(lambda _head: b"") as (port, _heard),
        gateway(parse_pull_url(f"rtsp://me:pass@127.0.0.1:{port}/cam"), LOOPBACK) as way,
    ):
        own = way.url.removeprefix("rtsp://me:pass@")
        with pytest.raises(SourceStalledError, match=f"^127.0.0.1:{port}/cam is silent$"), way.explaining():
            raise SourceStalledError(f"{own} is silent")


async def test_a_host_that_does_not_answer_is_told_as_such() -> None:
    async with server(lambda _head: b"") as (port, _heard):
        pass  # closed again: nobody listens there any more
    async with gateway(parse_pull_url(f"tcp://127.0.0.1:{port}"), LOOPBACK) as way:
        assert await say(way.url.removeprefix("tcp://"), b"x") == b""
        assert isinstance(way.refusal, ConnectionFailedError)


async def test_the_connections_of_one_source_are_bounded_and_end_with_it() -> None:
    never = asyncio.Event()

    async def hold(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await never.wait()
        writer.close()

    async with await asyncio.start_server(hold, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        async with gateway(parse_pull_url(f"tcp://127.0.0.1:{port}"), LOOPBACK) as way:
            host, _, own = way.url.removeprefix("tcp://").partition(":")
            open = [await asyncio.open_connection(host, int(own)) for _ in range(17)]
            reads = [asyncio.create_task(reader.read()) for reader, _writer in open]
            done, held = await asyncio.wait(reads, timeout=10, return_when=asyncio.FIRST_COMPLETED)
            assert [one.result() for one in done] == [b""]
        async with asyncio.timeout(10):
            await asyncio.wait(held)
        never.set()
        for _reader, writer in open:
            writer.close()


async def test_what_is_not_read_any_more_is_let_go_on_both_sides() -> None:
    gone = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        gone.set()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as listening:
        async with gateway(parse_pull_url(f"tcp://127.0.0.1:{listening.sockets[0].getsockname()[1]}"), LOOPBACK) as way:
            host, _, own = way.url.removeprefix("tcp://").partition(":")
            _reader, writer = await asyncio.open_connection(host, int(own))
            writer.write(b"x")
            writer.close()
            async with asyncio.timeout(10):
                await gone.wait()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(host, int(own))


async def test_a_name_that_leads_elsewhere_the_next_time_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    ask, answers = loop.getaddrinfo, iter(["127.0.0.1", "127.0.0.1", "127.0.0.2", "127.0.0.2"])

    async def answer(host: str, port: int, **hints: int) -> object:
        return await ask(next(answers) if host == "camera.example" else host, port, **hints)

    monkeypatch.setattr(loop, "getaddrinfo", answer)
    async with server(lambda _head: b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n") as (port, heard):
        async with gateway(parse_pull_url(f"rtsp://camera.example:{port}/cam"), LOOPBACK) as way:
            own = way.url.removeprefix("rtsp://").partition("/")[0]
            request = b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"
            # To the very address that was checked, whatever the name leads to by now.
            assert await say(own, request) == b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"
            assert heard == [request]
            assert await say(own, request) == b""
            assert isinstance(way.refusal, AddressForbiddenError)
        assert heard == [request]


@pytest.mark.parametrize("vouched_for", [True, False])
async def test_rtsps_is_tls_whose_certificate_is_checked(
    vouched_for: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = kept_certificate(tmp_path, "127.0.0.1", datetime.datetime.now(datetime.UTC))
    if vouched_for:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n")
        await writer.drain()
        writer.close()

    request = b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"
    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context) as camera:
        url = f"rtsps://127.0.0.1:{camera.sockets[0].getsockname()[1]}/cam"
        async with gateway(parse_pull_url(url), LOOPBACK) as way:
            # FFmpeg speaks plain RTSP, with the relay.
            own = way.url.removeprefix("rtsp://").partition("/")[0]
            answer = await say(own, request)
            assert (heard, answer) == (([request], b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n") if vouched_for else ([], b""))
            assert isinstance(way.refusal, ConnectionFailedError) == (not vouched_for)


@pytest.mark.parametrize(
    "text", ["", "camera", "rtsp://a\x07b/", "rtsp://", "http://[::1", "tcp://host", "rtsp://a b/", "rtsp://a:99999/"]
)
def test_what_is_no_address_is_told(text: str) -> None:
    with pytest.raises(UrlInvalidError):
        parse_pull_url(text)


async def test_datagrams_come_to_the_address_that_was_checked() -> None:
    multicast = AddressRules((ipaddress.ip_network("239.0.0.0/8"),))
    async with gateway(parse_pull_url("udp://@239.1.2.3:5000?localaddr=10.0.0.1"), multicast) as way:
        assert way.url == "udp://239.1.2.3:5000"
    async with gateway(parse_pull_url("udp://[::1]:5000"), AddressRules((ipaddress.ip_network("::1/128"),))) as way:
        assert way.url == "udp://[::1]:5000"
    for forbidden in ("udp://@:5000", "udp://127.0.0.1:5000"):
        with pytest.raises(AddressForbiddenError):
            async with gateway(parse_pull_url(forbidden), multicast):
                pass


@pytest.mark.parametrize("text", ["file:///etc/passwd", "concat://host/a", "ftp://host/a", "rtp://239.0.0.1:5000"])
def test_other_protocols_are_not_pulled(text: str) -> None:
    with pytest.raises((AddressForbiddenError, UrlInvalidError)):
        parse_pull_url(text)


def test_a_password_is_not_shown() -> None:
    assert parse_pull_url("rtsp://me:pass@camera.example/cam").shown == "rtsp://camera.example/cam"
    assert parse_pull_url("rtsp://camera.example/a@b").shown == "rtsp://camera.example/a@b"
