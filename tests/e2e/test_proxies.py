"""The configurations of docs/proxies.md, run by nginx and Caddy, and all that can go through a proxy through them."""

import asyncio
import datetime
import http.client
import json
import re
import ssl
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Browser

from footlight.accounts.invitations import Invitations
from footlight.api.certificate import fingerprint, kept_certificate
from footlight.clock import SystemClock
from footlight.store.store import open_store
from tests.docs.pages import text
from tests.e2e.people import PASSWORD, person
from tests.e2e.processes import PATIENCE, SMALL, Footlight, Server, free_port
from tests.e2e.seeing import pictures

_SITE: Final = "video.example.org"
_TS_PACKET: Final = 188

_GUESSER: Final = "127.0.0.2"
_OTHER: Final = "127.0.0.3"
"""Addresses of this machine that no proxy has: people come from them."""

Configured = Callable[[Path, int, Server, Path, Path], list[str]]
"""Writes a configuration into a folder: port, server, certificate, key; returns the command that runs it."""


def configuration(language: str) -> str:
    """The configuration that the page has in this language."""
    found = re.search(rf"```{language}\n(.*?)```", text("docs/proxies.md"), re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A server that knows its proxy as the page says, and logs requests."""
    (tmp_path / "footlight.toml").write_text('log_level = "debug"\n' + configuration("toml"))
    server = Server(tmp_path)
    try:
        await server.start()
        yield server
    finally:
        await server.kill()


def nginx(folder: Path, port: int, server: Server, certificate: Path, key: Path) -> list[str]:
    site = configuration("nginx").replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl").replace(_SITE, "localhost")
    site = site.replace("127.0.0.1:7700", f"127.0.0.1:{server.port}")
    site = re.sub(r"(ssl_certificate )\s*\S+;", rf"\1 {certificate};", site)
    site = re.sub(r"(ssl_certificate_key) \S+;", rf"\1 {key};", site)
    main = folder / "nginx.conf"
    paths = "".join(f"{kind}_temp_path {folder};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    main.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off; {paths}\n{site} }}\n"
    )
    return ["nginx", "-c", str(main), "-p", str(folder)]


def caddy(folder: Path, port: int, server: Server, certificate: Path, key: Path) -> list[str]:
    site = configuration("caddy").replace(f"{_SITE} {{", f"https://localhost:{port} {{\n    tls {certificate} {key}")
    main = folder / "Caddyfile"
    # Neither its own interface nor port 80, which belong to whoever else runs here.
    options = "{\n    admin off\n    auto_https disable_redirects\n}\n"
    main.write_text(options + site.replace("127.0.0.1:7700", f"127.0.0.1:{server.port}"))
    return ["caddy", "run", "--config", str(main), "--adapter", "caddyfile"]


@asynccontextmanager
async def proxy(command: list[str], port: int, folder: Path) -> AsyncIterator[None]:
    log = folder / "proxy.log"
    with log.open("wb") as written:
        process = await asyncio.create_subprocess_exec(*command, stdout=written, stderr=written, cwd=folder)
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                assert process.returncode is None, log.read_text()
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    await asyncio.sleep(0.05)
                    continue
                writer.close()
                break
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def ts_packets(url: str, number: int) -> bytes:
    """So many packets of an MPEG-TS that does not end."""
    with urllib.request.urlopen(url, timeout=PATIENCE, context=trusting()) as answer:  # noqa: S310 - its own server
        found: bytes = answer.read(number * _TS_PACKET)
        return found


@pytest.mark.parametrize("configured", [nginx, pytest.param(caddy, marks=pytest.mark.long)])
async def test_everything_goes_through_the_proxy(
    tmp_path: Path, server: Server, browser: Browser, configured: Configured
) -> None:
    folder = tmp_path / "proxy"
    folder.mkdir()
    certificate, key = kept_certificate(folder, "localhost", datetime.datetime.now(datetime.UTC))
    port = free_port()
    url, pin = f"https://localhost:{port}", fingerprint(certificate)
    stream_key = await server.key("lobby")
    async with proxy(configured(folder, port, server, certificate, key), port, folder):
        sending = await Footlight.start(
            "send", "test", *SMALL, "--to", f"{url}/lobby", "--pin", pin, "--json",
            folder=tmp_path, environment={"FOOTLIGHT_KEY": stream_key["key"]},
        )  # fmt: skip
        async with sending:
            await sending.until(lambda said: said["event"] == "connected")
            watching = await Footlight.start(
                "watch", f"{url}/lobby", "--pin", pin, "--json", "--duration", "2", folder=tmp_path
            )
            async with watching:
                assert await watching.ended() == 0, watching.errors
            stream = await asyncio.to_thread(ts_packets, f"{url}/live/lobby.ts", 100)
            assert set(stream[::_TS_PACKET]) == {0x47}
            context = await browser.new_context(ignore_https_errors=True)
            page = await context.new_page()
            await page.goto(f"{url}/lobby")
            await pictures(page, 10)
            await context.close()


_SIGN_UP: Final = """async (invitation) => {
    const headers = {"content-type": "application/json"};
    const body = JSON.stringify({name: "ann", password: "plum tractor quiet", invitation});
    const made = await fetch("/api/v1/people", {method: "POST", headers, body});
    const renamed = await fetch("/api/v1/me", {method: "PATCH", headers, body: JSON.stringify({name: "anna"})});
    return [made.status, renamed.status, (await (await fetch("/api/v1/me")).json()).name];
}"""


@pytest.mark.parametrize("configured", [nginx, pytest.param(caddy, marks=pytest.mark.long)])
async def test_people_sign_in_through_the_proxy(
    tmp_path: Path, server: Server, browser: Browser, configured: Configured
) -> None:
    folder = tmp_path / "proxy"
    folder.mkdir()
    certificate, key = kept_certificate(folder, "localhost", datetime.datetime.now(datetime.UTC))
    port = free_port()
    async with open_store(server.folder / "data") as store:
        invitation = await Invitations(store, SystemClock()).new()
    async with proxy(configured(folder, port, server, certificate, key), port, folder):
        context = await browser.new_context(ignore_https_errors=True)
        page = await context.new_page()
        await page.goto(f"https://localhost:{port}/")
        assert await page.evaluate(_SIGN_UP, invitation.secret) == [201, 200, "anna"]
        cookies = await context.cookies()
        found = [(one.get("name"), one.get("secure"), one.get("httpOnly"), one.get("sameSite")) for one in cookies]
        assert found == [("__Host-footlight", True, True, "Lax")]
        await context.close()


def ask(port: int, address: str, method: str, path: str, body: object = None, **headers: str) -> tuple[int, str]:
    """Ask from an address of this machine, as a program that tells no origin; the status and the cookie that is set."""
    connection = http.client.HTTPSConnection(
        "localhost", port, timeout=PATIENCE, context=trusting(), source_address=(address, 0)
    )
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(
            method, f"/api/v1{path}", json.dumps(body) if body else None, {"content-type": "application/json", **told}
        )
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("set-cookie", "")
    finally:
        connection.close()


@pytest.mark.parametrize("configured", [nginx, pytest.param(caddy, marks=pytest.mark.long)])
async def test_who_guesses_behind_the_proxy_slows_nobody_else(
    tmp_path: Path, server: Server, configured: Configured
) -> None:
    folder = tmp_path / "proxy"
    folder.mkdir()
    certificate, key = kept_certificate(folder, "localhost", datetime.datetime.now(datetime.UTC))
    port = free_port()
    await person(server, "ann")
    right = {"name": "ann", "password": PASSWORD}
    wrong = {"name": "ann", "password": "plum otter brisk river"}

    async def asked(address: str, *what: object, **headers: str) -> tuple[int, str]:
        return await asyncio.to_thread(ask, port, address, *what, **headers)  # type: ignore[arg-type]

    async with proxy(configured(folder, port, server, certificate, key), port, folder):
        # To seem another each time is of no use.
        guesses = [
            await asked(_GUESSER, "POST", "/session", wrong, x_forwarded_for=f"198.51.100.{number}")
            for number in range(12)
        ]
        assert guesses[0][0] == 401
        assert 429 in [status for status, _ in guesses]
        status, cookie = await asked(_OTHER, "POST", "/session", right)
        assert status == 200
        # That it came by https only the proxy knows.
        pair = cookie.partition(";")[0]
        assert pair.startswith("__Host-footlight=")
        assert (await asked(_OTHER, "GET", "/me", cookie=pair))[0] == 200
        assert (await asked(_OTHER, "GET", "/me", cookie=pair.removeprefix("__Host-")))[0] == 401
    said = server.running.errors
    assert _GUESSER in said
    assert _OTHER in said
    assert "198.51.100." not in said
