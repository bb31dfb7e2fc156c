"""Asks an ASGI application without any server or socket between."""

import asyncio
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp

from tests.fakes.http import Answer


async def ask_app(
    app: ASGIApp,
    path: str,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    address: str = "127.0.0.1",
    scheme: str = "http",
) -> Answer:
    """One request from ``address``; an exception that leaves the application after its answer is dropped.

    ``path`` may have a query. Of a body the length is told. Of several headers of one name the values are lines.
    """
    path, _, query = path.partition("?")
    told = {"content-length": str(len(body))} if body else {}
    started: MutableMapping[str, Any] = {}
    answered = bytearray()

    waiting: list[MutableMapping[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> MutableMapping[str, Any]:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop()

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            started.update(message)
        answered.extend(message.get("body", b""))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": scheme,
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "server": ("localhost", 80),
        "client": (address, 1),
        "headers": [(name.lower().encode(), value.encode()) for name, value in (told | (headers or {})).items()],
        "state": {},
    }
    try:
        await app(scope, receive, send)
    except Exception:
        # As a server does it: what comes after the answer is for the log.
        if not started:
            raise
    found: dict[str, str] = {}
    for name, value in started["headers"]:
        before = [found[name.decode()]] if name.decode() in found else []
        found[name.decode()] = "\n".join([*before, value.decode()])
    return Answer(started["status"], found, bytes(answered))
