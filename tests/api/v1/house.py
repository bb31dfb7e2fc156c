"""The API's half of accounts on a store of its own, without a server, and browsers that ask it."""

import json
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from footlight.accounts.export import export_person
from footlight.accounts.guessing import Guessing
from footlight.accounts.identity import SiteRole
from footlight.accounts.invitations import Invitations
from footlight.accounts.passkeys import Passkeys
from footlight.accounts.passwords import Passwords
from footlight.accounts.people import People
from footlight.accounts.sessions import Sessions
from footlight.accounts.tokens import Tokens
from footlight.api.cookies import HOST, PLAIN
from footlight.api.guard import Guard
from footlight.api.identity import Asking
from footlight.api.v1.entering import Entering
from footlight.api.v1.invitations import invitations_router
from footlight.api.v1.me import me_router
from footlight.api.v1.passkeys import passkeys_router
from footlight.api.v1.people import people_router
from footlight.api.v1.session import session_router
from footlight.api.v1.sessions import sessions_router
from footlight.api.v1.site import site_router
from footlight.api.v1.tokens import tokens_router
from footlight.api.web import web_application
from footlight.settings import SignUp
from footlight.store.models import Person
from footlight.store.store import Store, open_store
from tests.api.v1.declared import ask_declared
from tests.fakes.clock import HandClock
from tests.fakes.http import Answer

PASSWORD = "plum tractor quiet"
OTHER = "lantern seven otters"
HOME, OFFICE = "198.51.100.7", "203.0.113.9"
SCREEN = "http://stage.example"
_HASH: list[str] = []


@dataclass(frozen=True, slots=True)
class House:
    """The parts, the clock that they have in common, and the application of them."""

    app: Guard
    clock: HandClock
    store: Store
    people: People
    sessions: Sessions
    tokens: Tokens
    passkeys: Passkeys
    invitations: Invitations

    def browser(self, origin: str = SCREEN, address: str = HOME) -> "Browser":
        """One that knows nothing of the site yet."""
        return Browser(self, origin, address)

    async def person(self, name: str, role: SiteRole = "member", **where: str) -> "Browser":
        """Somebody new with `PASSWORD`, signed in; without the work of hashing, which most tests are not about."""
        id, browser = (await self.people.create(name, None, role)).id, self.browser(**where)
        async with self.store.write() as session:
            (await session.get_one(Person, id)).password_hash = await _hashed()
            secret = (await self.sessions.begin(session, id, "Firefox")).secret
        browser.cookies = {HOST if browser.origin.startswith("https:") else PLAIN: secret}
        return browser

    async def token(self, name: str, scopes: Collection[str]) -> dict[str, str]:
        """The header of a program of somebody's."""
        made = await self.tokens.new((await self.people.find(name)).id, "a program", scopes, None)
        return {"authorization": f"Bearer {made.secret}"}

    async def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, **more: Any
    ) -> Answer:
        """Ask as a program does, with just these headers; the path begins after ``/api/v1``."""
        data = b"" if body is None else json.dumps(body).encode()
        told = {"host": "stage.example", **({"content-type": "application/json"} if data else {}), **(headers or {})}
        return await ask_declared(self.app, "house", method, f"/api/v1{path}", told, data, **more)

    async def code(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """The status of an answer to a program, and its error's code, if any."""
        return code_of(await self.ask(method, path, body, headers))


@dataclass(slots=True)
class Browser:
    """It keeps cookies, and tells on what page it is."""

    house: House
    origin: str
    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    async def ask(self, method: str, path: str, body: Any = None, **more: str) -> Answer:
        """Ask from a page of the site; the path begins after ``/api/v1``."""
        headers = {"user-agent": "Firefox", **more}
        if method != "GET":
            headers.setdefault("origin", self.origin)
        if self.cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = await self.house.ask(method, path, body, headers, address=self.address)
        for line in answer.headers.get("set-cookie", "").splitlines():
            for name, morsel in SimpleCookie(line).items():
                self.cookies.pop(name, None)
                if morsel["max-age"] != "0":
                    self.cookies[name] = morsel.value
        return answer

    async def told(self, path: str) -> Any:
        """What a path answers that answers well."""
        answer = await self.ask("GET", path)
        assert answer.status == 200, answer
        return answer.json()

    async def code(self, method: str, path: str, body: Any = None, **more: str) -> tuple[int, str]:
        """The status of an answer, and its error's code, if any."""
        return code_of(await self.ask(method, path, body, **more))

    async def sign_in(self, name: str, password: str = PASSWORD) -> None:
        """Sign in, as it must succeed."""
        answer = await self.ask("POST", "/session", {"name": name, "password": password})
        assert answer.status == 200, answer


def code_of(answer: Answer) -> tuple[int, str]:
    """The status of an answer, and its error's code, if any."""
    return answer.status, answer.json()["error"]["code"] if answer.status >= 400 else ""


async def _hashed() -> str:
    """Of `PASSWORD`, made once."""
    if not _HASH:
        _HASH.append(await Passwords().hash(PASSWORD))
    return _HASH[0]


@asynccontextmanager
async def house(data: Path, sign_up: SignUp = "open") -> AsyncIterator[House]:
    """A new one, with nobody in it."""
    async with open_store(data) as store:
        clock = HandClock(1_700_000_000_000_000)
        guessing = Guessing(clock)
        invitations, sessions, tokens = Invitations(store, clock), Sessions(store, clock), Tokens(store, clock)
        people = People(store, clock, Passwords(), guessing, invitations, sessions, sign_up)
        passkeys, entering = Passkeys(store, clock, sessions, guessing), Entering(people, sessions)
        asking = Asking(sessions, tokens, clock)
        routers = [
            site_router(people),
            session_router(people, passkeys, entering, asking),
            people_router(people, entering, Guessing(clock), asking),
            invitations_router(invitations, asking),
            me_router(people, entering, partial(export_person, store), asking),
            sessions_router(sessions, asking),
            passkeys_router(passkeys, asking),
            tokens_router(tokens, asking),
        ]
        app = web_application(routers, max_request=64 * 1024)
        yield House(app, clock, store, people, sessions, tokens, passkeys, invitations)
