"""An HTTP client of a few lines, which sends exactly what it is told, right or wrong."""

import asyncio
import json
import ssl
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


async def ask(
    port: int,
    path: str,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    tls: ssl.SSLContext | None = None,
) -> Answer:
    """Ask the server on 127.0.0.1 once, with exactly this path."""
    lines = [f"{method} {path} HTTP/1.1", "host: localhost", "connection: close"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return read_answer(await send_raw(port, "\r\n".join([*lines, "", ""]).encode() + body, tls))


async def send_raw(port: int, data: bytes, tls: ssl.SSLContext | None = None) -> bytes:
    """Send ``data`` to 127.0.0.1 and return all that comes until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls)
    try:
        writer.write(data)
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()


def read_answer(raw: bytes) -> Answer:
    """Take apart what came back, of a connection that closed after one answer."""
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    if headers.get("transfer-encoding") == "chunked":
        body = _joined(body)
    return Answer(int(first.split()[1]), headers, body)


def _joined(chunks: bytes) -> bytes:
    """A body that came in pieces, whose last one is empty (RFC 9112, section 7.1)."""
    body = b""
    while size := int((head := chunks.partition(b"\r\n"))[0], 16):
        body, chunks = body + head[2][:size], head[2][size + 2 :]
    return body
