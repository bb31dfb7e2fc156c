"""The REST interface of a server, asked as a browser asks in which somebody has signed in just now."""

import asyncio
import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from footlight.accounts.guessing import Guessing
from footlight.accounts.invitations import Invitations
from footlight.accounts.passwords import Passwords
from footlight.accounts.people import People
from footlight.accounts.sessions import Sessions
from footlight.clock import SystemClock
from footlight.store.store import open_store
from tests.e2e.people import COOKIE
from tests.e2e.processes import PATIENCE

BROKEN: Final = (urllib.error.URLError, http.client.HTTPException, OSError)
"""What a request ends in whose server was killed; whether it was done nobody knows."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, whatever its status."""

    status: int
    body: Any

    @property
    def code(self) -> str:
        """Of the error, if it is one."""
        return self.body["error"]["code"] if self.status >= 400 else ""


@dataclass(frozen=True, slots=True)
class Rest:
    """Asks one server."""

    url: str
    session: str = field(repr=False)
    """Its secret; empty for nobody's."""

    async def ask(self, method: str, path: str, body: object = None, content: bytes | None = None) -> Answered:
        """Ask once.

        Args:
            path: below ``/api/v1``.
            body: sent as JSON.
            content: sent as a picture instead.

        Raises:
            Exception: one of `BROKEN`: the server went away.
        """
        return await asyncio.to_thread(self._ask, method, path, body, content)

    async def done(self, method: str, path: str, body: object = None) -> Any:
        """Ask for what must succeed; gives the answer's body."""
        answered = await self.ask(method, path, body)
        assert answered.status < 300, f"{method} {path}: {answered}"
        return answered.body

    def _ask(self, method: str, path: str, body: object, content: bytes | None) -> Answered:
        headers = {"origin": self.url, "cookie": f"{COOKIE}={self.session}"} if self.session else {}
        if content is not None:
            headers["content-type"] = "image/png"
        elif body is not None:
            headers["content-type"], content = "application/json", json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/api/v1{path}", content, headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - the test's own server
                return Answered(answer.status, json.loads(answer.read() or b"null"))
        except urllib.error.HTTPError as refused:
            with refused:
                return Answered(refused.code, json.loads(refused.read() or b"null"))


async def owner_s_session(data: Path) -> str:
    """The secret of a session of an owner that is made in the data folder of a server."""
    async with open_store(data) as store:
        clock = SystemClock()
        invitations, sessions = Invitations(store, clock), Sessions(store, clock)
        people = People(store, clock, Passwords(), Guessing(clock), invitations, sessions, "invitation")
        owner = await people.create("Olga", None, "owner")
        async with store.write() as session:
            return (await sessions.begin(session, owner.id, "a test")).secret
