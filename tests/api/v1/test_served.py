"""Accounts on a server as it runs: sockets, TLS, and the parts as `app.py` puts them together."""

import asyncio
import datetime
import http.client
import json
import ssl
from pathlib import Path
from typing import Any

from footlight.api.certificate import kept_certificate
from footlight.app import Server, running
from footlight.settings import Settings

ANN = {"name": "ann", "password": "plum tractor quiet"}
Told = tuple[int, Any, str]
"""An answer's status, what it tells, and the cookie that it sets."""


async def ask(
    server: Server, method: str, path: str, body: object = None, cookie: str = "", tls: ssl.SSLContext | None = None
) -> Told:
    """Ask as a browser on a page of the site does."""

    def work() -> Told:
        if tls is None:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        else:
            connection = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=30, context=tls)
        scheme = "http" if tls is None else "https"
        headers = {"origin": f"{scheme}://127.0.0.1:{server.port}"} | ({"cookie": cookie} if cookie else {})
        data = None if body is None else json.dumps(body)
        try:
            connection.request(
                method, f"/api/v1{path}", data, headers | ({"content-type": "application/json"} if data else {})
            )
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        return answer.status, json.loads(text) if text else None, answer.headers.get("set-cookie", "")

    return await asyncio.to_thread(work)


async def test_a_new_site_is_set_up_by_the_link_and_people_sign_in_and_out(tmp_path: Path) -> None:
    async with running(Settings(port=0, data=tmp_path)) as server:
        assert (await ask(server, "GET", "/site"))[1] == {"sign_up": "invitation", "set_up": False}
        link = await server.invitations.set_up()
        assert link is not None
        status, me, cookie = await ask(server, "POST", "/people", ANN | {"invitation": link.secret})
        assert (status, me["role"]) == (201, "owner")
        first = cookie.partition(";")[0]
        status, me, cookie = await ask(server, "POST", "/session", ANN, first)
        assert (status, cookie.partition("=")[0]) == (200, "footlight")
        second = cookie.partition(";")[0]
        assert (await ask(server, "GET", "/me", cookie=first))[0] == 401
        assert (await ask(server, "GET", "/me", cookie=second))[:2] == (200, me)
        assert (await ask(server, "GET", "/site"))[1] == {"sign_up": "invitation", "set_up": True}
        status, made, _ = await ask(server, "POST", "/me/tokens", {"name": "a", "scopes": ["read"]}, second)
        assert (status, made["secret"][:4]) == (201, "fla_")
        status, _, cookie = await ask(server, "DELETE", "/session", cookie=second)
        assert (status, cookie.partition(";")[0]) == (204, 'footlight=""')
        assert (await ask(server, "GET", "/me", cookie=second))[0] == 401


async def test_over_tls_the_cookie_is_bound_to_the_host(empty_data: Path) -> None:
    certificate, key = kept_certificate(empty_data, "localhost", datetime.datetime.now(datetime.UTC))
    settings = Settings(port=0, data=empty_data, tls_certificate=certificate, tls_key=key, sign_up="open")
    trusting = ssl.create_default_context(cafile=certificate)
    async with running(settings) as server:
        status, me, cookie = await ask(server, "POST", "/people", ANN, tls=trusting)
        assert status == 201
        pair, *rules = cookie.split("; ")
        assert pair.startswith("__Host-footlight=fls_")
        assert set(rules) == {"HttpOnly", "Max-Age=15552000", "Path=/", "SameSite=lax", "Secure"}
        assert (await ask(server, "GET", "/me", cookie=pair, tls=trusting))[1] == me
        assert (await ask(server, "GET", "/me", cookie=pair.removeprefix("__Host-"), tls=trusting))[0] == 401
