"""A browser as the REST interface sees it: one connection that is kept, an origin, and the cookie of a session."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, Final

from footlight.api.cookies import PLAIN
from footlight.client.url import ServerUrl
from footlight.errors import ConnectionFailedError

_PATIENCE: Final = 30.0
"""Seconds that one answer may take."""


class Browser:
    """Asks one thing after the other."""

    def __init__(self, server: ServerUrl, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._host = server.authority
        self._reader = reader
        self._writer = writer

    async def ask(self, method: str, path: str, session: str | None, body: object = None) -> dict[str, Any]:
        """The JSON of an answer.

        Args:
            path: below ``/api/v1``.
            session: the secret of the cookie that is shown, if any.
            body: JSON; None: nothing is sent.

        Raises:
            ConnectionFailedError: another status than 200 or 201, or no answer.
        """
        content = b"" if body is None else json.dumps(body).encode()
        head = [
            f"{method} /api/v1{path} HTTP/1.1",
            f"Host: {self._host}",
            f"Origin: http://{self._host}",
            *(["Content-Type: application/json", f"Content-Length: {len(content)}"] if content else []),
            *([f"Cookie: {PLAIN}={session}"] if session else []),
        ]
        try:
            async with asyncio.timeout(_PATIENCE):
                self._writer.write("\r\n".join([*head, "", ""]).encode() + content)
                first, *headers = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
                fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in headers)}
                answer = await self._reader.readexactly(int(fields.get("content-length", 0)))
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError) as error:
            raise ConnectionFailedError(f"{method} {path} was not answered: {error or 'too late'}") from error
        if int(first.split()[1]) not in (HTTPStatus.OK, HTTPStatus.CREATED):
            raise ConnectionFailedError(f"{method} {path} was answered {first[9:]}: {answer.decode()[:200]}")
        told: dict[str, Any] = json.loads(answer)
        return told


@asynccontextmanager
async def browser(server: ServerUrl) -> AsyncIterator[Browser]:
    """A connection for as long as the block lasts.

    Raises:
        ConnectionFailedError: nobody is there.
    """
    try:
        reader, writer = await asyncio.open_connection(server.host, server.port)
    except OSError as error:
        raise ConnectionFailedError(f"{server.authority} cannot be reached: {error.strerror}") from error
    try:
        yield Browser(server, reader, writer)
    finally:
        writer.close()
