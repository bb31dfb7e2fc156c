"""Which pages in browsers reach an end that needs no key."""

import pytest
from starlette.types import Message, Receive, Scope, Send

from footlight.cable.origin import OwnPagesOnly


async def answer(host: str | None, origin: str | None) -> list[Message]:
    """What a browser on a page of ``origin`` is told that connects to ``host``."""
    sent: list[Message] = []
    headers = [(b"host", host), (b"origin", origin)]
    scope: Scope = {
        "type": "websocket",
        "headers": [(name, value.encode("latin-1")) for name, value in headers if value is not None],
    }

    async def application(_scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})

    waiting: list[Message] = [{"type": "websocket.connect"}]

    async def receive() -> Message:
        return waiting.pop()

    async def send(message: Message) -> None:
        sent.append(message)

    await OwnPagesOnly(application)(scope, receive, send)
    assert not waiting
    return sent


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1:7700", "http://127.0.0.1:7700"),
        ("192.168.1.5:7700", "https://192.168.1.5:7700"),
        ("localhost:7700", "http://localhost:7700"),
        ("[::1]:7700", "http://[::1]:7700"),
        ("192.168.1.5", "https://192.168.1.5"),
        ("evil.example", None),
        (None, None),
    ],
)
async def test_its_own_pages_and_what_is_no_browser_come_in(host: str | None, origin: str | None) -> None:
    assert await answer(host, origin) == [{"type": "websocket.accept"}]


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1:7700", "https://example.org"),
        ("127.0.0.1:7700", "http://127.0.0.1:7701"),
        ("127.0.0.1:7700", "http://localhost:7700"),
        ("127.0.0.1:7700", "http://127.0.0.1"),
        ("127.0.0.1:7700", "null"),
        ("127.0.0.1:7700", ""),
        ("evil.example:7700", "http://evil.example:7700"),
        ("localhost.evil.example:7700", "http://localhost.evil.example:7700"),
        ("127.0.0.1.evil.example", "http://127.0.0.1.evil.example"),
        ("", "http://"),
        (None, "null"),
        ("127.0.0.1:7700", "http://["),
        ("[", "http://["),
        ("[::1", "http://[::1"),
    ],
)
async def test_all_other_pages_are_told_so(host: str | None, origin: str | None) -> None:
    start, body = await answer(host, origin)
    assert (start["type"], start["status"]) == ("websocket.http.response.start", 403)
    assert b'"origin_refused"' in body["body"]
