"""The whole server in this process: what its parts only do together."""

import asyncio
import datetime
import json
import shutil
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from footlight.accounts.keys import StreamKeys
from footlight.api.certificate import kept_certificate
from footlight.app import Server, running
from footlight.clock import SystemClock
from footlight.errors import (
    AddressUnavailableError,
    InvitationInvalidError,
    SettingInvalidError,
    StoreUnavailableError,
)
from footlight.ingest.pull.gateway import parse_pull_url
from footlight.ingest.pull.sources import PullSources
from footlight.model.channel import ChannelName
from footlight.settings import Limits, Settings
from footlight.store.store import open_store
from footlight.wire.control import Hello, TrackInfo, Tracks, encode_control
from tests.accounts.site import PASSWORD
from tests.fakes.http import ask, send_raw

LOBBY = ChannelName("lobby")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(port=0, data=tmp_path / "data")


@pytest_asyncio.fixture
async def server(settings: Settings, empty_database: Path) -> AsyncIterator[Server]:
    settings.data.mkdir(mode=0o700)
    shutil.copy(empty_database, settings.data)
    async with running(settings) as server:
        yield server


def live(server: Server, channel: str = "lobby", **options: Any) -> connect:
    scheme = "wss" if server.tls else "ws"
    return connect(
        f"{scheme}://127.0.0.1:{server.port}/live/{channel}", subprotocols=[Subprotocol("footlight.1")], **options
    )


async def until(connection: ClientConnection, kind: str) -> dict[str, Any]:
    """The next control message of this kind."""
    async with asyncio.timeout(10):
        while True:
            message = json.loads(await connection.recv())
            if message["type"] == kind:
                found: dict[str, Any] = message
                return found


async def close_code(connection: ClientConnection) -> int:
    async with asyncio.timeout(10):
        await connection.wait_closed()
    assert connection.close_code is not None
    return connection.close_code


def hello(key: str | None = None) -> str:
    return encode_control(Hello(1, "publish" if key else "watch", key=key, session="s" if key else None))


async def publish(connection: ClientConnection, key: str) -> None:
    """Go live with one track of which nothing comes."""
    await connection.send(hello(key))
    await until(connection, "welcome")
    track = TrackInfo(0, "video", "main", "avc1.42c01f", b"", 90_000, width=16, height=16, fps=30.0)
    await connection.send(encode_control(Tracks([track])))
    # The server has read the tracks once it says something that follows them.
    await until(connection, "stats")


async def test_it_answers_as_soon_as_it_runs(server: Server) -> None:
    assert server.url == f"http://127.0.0.1:{server.port}"
    assert (await ask(server.port, "/healthz")).status == 200
    assert (await ask(server.port, "/readyz")).json() == {"status": "ready", "problems": []}
    assert (await ask(server.port, "/api/v1/broadcasts")).json() == {"broadcasts": []}
    assert (await ask(server.port, "/metrics")).status == 200


async def test_a_broadcast_and_its_viewers_are_told_by_rest(server: Server) -> None:
    key = await server.keys.new(LOBBY)
    async with live(server) as publisher, live(server) as viewer:
        await publish(publisher, key.secret)
        await viewer.send(hello())
        assert (await until(viewer, "state"))["state"] == "live"
        answer = (await ask(server.port, "/api/v1/channels/lobby")).json()
        assert (answer["state"], answer["viewers"]) == ("live", 1)


async def test_a_key_revoked_by_another_process_ends_its_broadcast(server: Server, settings: Settings) -> None:
    key = await server.keys.new(LOBBY)
    async with live(server) as publisher, live(server) as viewer:
        await publish(publisher, key.secret)
        await viewer.send(hello())
        await until(viewer, "state")
        async with open_store(settings.data) as elsewhere:
            await StreamKeys(elsewhere, SystemClock()).revoke(key.id)
        bye = await until(publisher, "bye")
        assert (bye["code"], bye.get("retry", False)) == ("key_revoked", False)
        assert await close_code(publisher) == 1008
        assert (await until(viewer, "state"))["state"] in ("ended", "offline")


async def test_a_stop_says_bye_to_everybody_and_they_may_come_back(settings: Settings) -> None:
    async with running(settings) as server:
        key = await server.keys.new(LOBBY)
        publisher, viewer = await live(server), await live(server)
        await publish(publisher, key.secret)
        await viewer.send(hello())
        await until(viewer, "state")
        ends = [asyncio.create_task(until(one, "bye")) for one in (publisher, viewer)]
    for end in ends:
        assert {"code": "server_stopping", "retry": True}.items() <= (await end).items()
    assert [await close_code(one) for one in (publisher, viewer)] == [1012, 1012]
    async with running(settings.model_copy(update={"port": server.port})):
        pass


async def test_a_stop_does_not_wait_for_who_says_nothing(settings: Settings) -> None:
    async with running(settings) as server:
        _, silent = await asyncio.open_connection("127.0.0.1", server.port)
        _, half = await asyncio.open_connection("127.0.0.1", server.port)
        half.write(b"GET /live/lobby HTTP/1.1\r\nhost: x\r\n")
        stranger = await live(server)
        begun = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - begun < 5
    for writer in (silent, half):
        writer.close()
    await stranger.close()


async def test_asking_it_to_stop_makes_it_not_ready(server: Server) -> None:
    server.stopping.set()
    assert (await ask(server.port, "/readyz")).status == 503
    assert (await ask(server.port, "/healthz")).status == 200


async def test_a_second_server_on_the_port_is_told(server: Server, settings: Settings) -> None:
    with pytest.raises(AddressUnavailableError, match=str(server.port)):
        async with running(settings.model_copy(update={"port": server.port})):
            pass


async def test_a_data_folder_that_cannot_be_used_frees_the_port(settings: Settings) -> None:
    settings.data.write_text("in the way")
    with pytest.raises(StoreUnavailableError):
        async with running(settings):
            pass
    settings.data.unlink()
    async with running(settings) as server:
        assert (await ask(server.port, "/readyz")).status == 200


async def test_what_is_wrong_with_the_block_is_raised_as_it_is(settings: Settings) -> None:
    with pytest.raises(ZeroDivisionError):
        async with running(settings):
            raise ZeroDivisionError


async def test_beyond_loopback_it_speaks_tls_with_the_pinned_certificate(settings: Settings) -> None:
    async with running(settings.model_copy(update={"host": "0.0.0.0"})) as server:
        assert server.tls is not None
        assert server.url.startswith("https://")
        pinned = ssl.create_default_context(cafile=str(settings.data / "tls" / "certificate.pem"))
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", server.port, ssl=pinned, server_hostname="localhost"
        )
        writer.write(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        assert b"200 OK" in await reader.read()
        writer.close()
        await server.keys.new(LOBBY)
        async with live(server, ssl=pinned, server_hostname="localhost") as viewer:
            await viewer.send(hello())
            assert (await until(viewer, "state"))["state"] == "offline"


async def test_a_certificate_that_cannot_be_used_is_told(settings: Settings, tmp_path: Path) -> None:
    missing = tmp_path / "missing.pem"
    with pytest.raises(SettingInvalidError, match="tls_certificate"):
        async with running(settings.model_copy(update={"tls_certificate": missing, "tls_key": missing})):
            pass


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET /healthz HT",
        b"GET /healthz HTTP/1.1\r\nhost: x\r\n",
        b"GET /healthz HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nslow",
        b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\nGET /healthz HTTP/1.1\r\nho",
    ],
)
async def test_a_request_that_never_ends_is_cut_off(settings: Settings, begun: bytes) -> None:
    limits = Limits(request_seconds=0.2, keep_alive_seconds=1)
    async with running(settings.model_copy(update={"limits": limits})) as server:
        await send_raw(server.port, begun)
        assert (await ask(server.port, "/healthz")).status == 200


async def test_a_head_without_end_is_refused(server: Server) -> None:
    head = b"GET / HTTP/1.1\r\n" + b"x-filler: " + b"x" * 100_000
    assert b"400 Bad Request" in await send_raw(server.port, head)


async def test_a_large_body_is_refused_before_it_is_sent(server: Server) -> None:
    answer = await ask(server.port, "/", "POST", {"content-length": "1000000000"})
    assert answer.status == 413


@pytest.mark.parametrize(
    "raw", [b"\x16\x03\x01\x02\x00\x01\x00", b"\0" * 64, b"SSH-2.0-x\r\n", b"GET / HTTP/9\r\n\r\n"]
)
async def test_what_is_no_http_is_answered_and_closed(server: Server, raw: bytes) -> None:
    assert b"400 Bad Request" in await send_raw(server.port, raw)


async def test_a_websocket_elsewhere_is_refused(server: Server) -> None:
    upgrade = {
        "upgrade": "websocket",
        "connection": "upgrade",
        "sec-websocket-version": "13",
        "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in upgrade.items())
    answer = await send_raw(server.port, f"GET /healthz HTTP/1.1\r\nhost: x\r\n{lines}\r\n".encode())
    assert answer.startswith((b"HTTP/1.1 403", b"HTTP/1.1 404"))


async def test_cookies_and_strange_origins_do_not_matter_to_the_live_socket(server: Server) -> None:
    await server.keys.new(LOBBY)
    headers = {"cookie": "a=b", "origin": "https://elsewhere.example"}
    async with live(server, additional_headers=headers) as viewer:
        await viewer.send(hello())
        await until(viewer, "welcome")


async def test_new_limits_hold_for_who_comes_next(server: Server, settings: Settings) -> None:
    await server.keys.new(LOBBY)
    async with live(server) as first:
        await first.send(hello())
        await until(first, "welcome")
        server.reloader.take(settings.model_copy(update={"limits": Limits(viewers=1)}))
        async with live(server) as second:
            await second.send(hello())
            assert (await until(second, "bye"))["code"] == "limit_reached"
        server.reloader.take(settings)
        async with live(server) as third:
            await third.send(hello())
            await until(third, "welcome")


async def test_who_may_make_an_account_is_set_anew(server: Server, settings: Settings) -> None:
    with pytest.raises(InvitationInvalidError):
        await server.people.join("Ann", PASSWORD, invitation=None, device="")
    server.reloader.take(settings.model_copy(update={"sign_up": "open"}))
    assert await server.people.join("Ann", PASSWORD, invitation=None, device="")


async def test_other_networks_hold_for_pulls_at_once(settings: Settings) -> None:
    async with open_store(settings.data) as store:
        await PullSources(store, SystemClock(), 1).set(LOBBY, parse_pull_url("tcp://127.0.0.1:9"))
    async with running(settings) as server:
        await pull_fails(server, "address_forbidden")
        server.reloader.take(settings.model_copy(update={"pull_allow": ("127.0.0.1/32",)}))
        await pull_fails(server, "connection_failed")


async def pull_fails(server: Server, code: str) -> None:
    """Wait until the lobby's source fails with ``code``."""
    async with asyncio.timeout(60):
        while True:
            pull = (await ask(server.port, "/api/v1/channels/lobby")).json()["pull"]
            if pull["code"] == code:
                return
            await asyncio.sleep(0.1)


async def test_a_renewed_certificate_is_shown_to_who_connects_next(settings: Settings, tmp_path: Path) -> None:
    now = datetime.datetime.now(datetime.UTC)
    for name in ("served", "renewed", "other"):
        (tmp_path / name).mkdir()
    served, renewed, other = (
        kept_certificate(tmp_path / name, "127.0.0.1", now) for name in ("served", "renewed", "other")
    )
    given = settings.model_copy(update={"tls_certificate": served[0], "tls_key": served[1]})
    async with running(given) as server:
        assert await asyncio.to_thread(shown, server.port) == served[0].read_text()
        for file, content in zip(served, renewed, strict=True):
            file.write_bytes(content.read_bytes())
        server.reloader.take(given)
        assert await asyncio.to_thread(shown, server.port) == renewed[0].read_text()
        served[1].write_bytes(other[1].read_bytes())
        with pytest.raises(SettingInvalidError):
            server.reloader.take(given)
        assert await asyncio.to_thread(shown, server.port) == renewed[0].read_text()


def shown(port: int) -> str:
    """The certificate that a server shows, as PEM."""
    return ssl.get_server_certificate(("127.0.0.1", port), timeout=10)
