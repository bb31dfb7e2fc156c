"""The API's half of channels on a store of its own, without a server: people, their browsers and programs, channels."""

import json
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from footlight.accounts.channels import ChannelBook
from footlight.accounts.follows import Follows
from footlight.accounts.grants import Grants
from footlight.accounts.guessing import Guessing
from footlight.accounts.identity import SCOPES, SiteRole
from footlight.accounts.invitations import Invitations
from footlight.accounts.keys import StreamKeys
from footlight.accounts.passwords import Passwords
from footlight.accounts.people import People
from footlight.accounts.pictures import Pictures
from footlight.accounts.rights import ListedAs, Visibility
from footlight.accounts.sessions import Sessions
from footlight.accounts.tickets import Links, Tickets
from footlight.accounts.tokens import Tokens
from footlight.api.guard import Guard
from footlight.api.identity import Asking
from footlight.api.v1.broadcasts import broadcasts_router
from footlight.api.v1.channelpeople import channel_people_router
from footlight.api.v1.channels import channels_router
from footlight.api.v1.follows import follows_router
from footlight.api.v1.keys import keys_router
from footlight.api.v1.listing import Listing
from footlight.api.v1.pictures import pictures_router
from footlight.api.v1.sight import Sights
from footlight.api.v1.telling import Telling
from footlight.api.v1.tickets import tickets_router
from footlight.api.web import web_application
from footlight.codec.stillpicture import shaped
from footlight.errors import FootlightError
from footlight.ingest.pull.sources import PullSources
from footlight.model.broadcast import Broadcast, BroadcastId, Figures
from footlight.model.channel import ChannelName
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.store.store import Store, open_store
from tests.api.v1.declared import ask_declared
from tests.fakes.clock import HandClock
from tests.fakes.http import Answer

ROOT = "/api/v1"
MAIN = Track(0, "video", "main", "avc1.42c01f", b"\x01", 90_000, width=1280, height=720, fps=30.0)


class FakeDirectory:
    """Knows the broadcasts that it was given, as a cluster would, and ends them."""

    def __init__(self) -> None:
        self.on: dict[ChannelName, Broadcast] = {}
        self.ended: list[tuple[str, str]] = []

    async def broadcasts(self) -> list[Broadcast]:
        return list(self.on.values())

    async def broadcast(self, channel: ChannelName) -> Broadcast | None:
        return self.on.get(channel)

    async def viewers(self, channel: ChannelName) -> int:
        return self.on[channel].viewers if channel in self.on else 7

    def refuse(self, broadcast: BroadcastId, error: FootlightError) -> None:
        for channel, one in list(self.on.items()):
            if one.id == broadcast:
                del self.on[channel]
                self.ended.append((channel, error.code))

    def begin(self, *channels: str, at: int = 1_700_000_000_123_456) -> None:
        for channel in map(ChannelName, channels):
            self.on[channel] = Broadcast(
                BroadcastId(f"b-{channel}"), channel, "live", Micros(at), (MAIN,), 2, Figures(1, 2, 3, Micros(4))
            )


@dataclass(frozen=True, slots=True)
class Town:
    """The parts, the clock that they have in common, and the application of them."""

    app: Guard
    clock: HandClock
    store: Store
    people: People
    sessions: Sessions
    tokens: Tokens
    book: ChannelBook
    keys: StreamKeys
    follows: Follows
    pulls: PullSources
    tickets: Tickets
    links: Links
    directory: FakeDirectory

    async def person(self, name: str, role: SiteRole = "member") -> "Caller":
        """Somebody new, in a browser."""
        id = (await self.people.create(name, None, role)).id
        async with self.store.write() as session:
            secret = (await self.sessions.begin(session, id, "a browser")).secret
        return Caller(self, name, id, {"cookie": f"footlight={secret}", "origin": "http://localhost"})

    async def program(self, of: "Caller", scopes: Collection[str] = SCOPES) -> "Caller":
        """A program with a token of somebody's."""
        secret = (await self.tokens.new(of.id, "a program", scopes, None)).secret
        return Caller(self, of.name, of.id, {"authorization": f"Bearer {secret}"})

    @property
    def nobody(self) -> "Caller":
        return Caller(self, "", "", {})

    async def channel(
        self,
        name: str,
        owner: "Caller | None" = None,
        visibility: Visibility = "public",
        password: str | None = None,
        **listed: "tuple[Caller, ListedAs]",
    ) -> ChannelName:
        """A new channel, with people on its list."""
        made = (await self.book.make(None if owner is None else owner.id, ChannelName(name))).name
        if visibility != "public":
            await self.book.open_to(made, visibility, password)
        for caller, role in listed.values():
            await self.book.put(made, caller.id, role, over_moderators=True)
        return made

    @staticmethod
    @contextmanager
    def statements() -> Iterator[list[str]]:
        """What any store of this process is asked while the block lasts."""
        asked: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if statement != "BEGIN":
                asked.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield asked
        finally:
            event.remove(Engine, "before_cursor_execute", note)


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who asks the API."""

    town: Town
    name: str
    id: str
    headers: dict[str, str]

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        data: bytes = b"",
        kind: str = "application/json",
        address: str = "127.0.0.1",
    ) -> Answer:
        """Ask with a JSON ``body``, or with ``data`` of a ``kind``; the path begins after ``/api/v1``."""
        if body is not None:
            data = json.dumps(body).encode()
        headers = {"host": "localhost", **self.headers, **({"content-type": kind} if data else {})}
        return await ask_declared(self.town.app, "town", method, ROOT + path, headers, data, address=address)

    async def told(self, path: str) -> Any:
        """What a path answers that answers well."""
        answer = await self.ask("GET", path)
        assert answer.status == 200, answer
        return answer.json()

    async def code(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, str]:
        """The status of an answer, and its error's code, if any."""
        answer = await self.ask(method, path, body, **more)
        return answer.status, answer.json()["error"]["code"] if answer.status >= 400 else ""


@asynccontextmanager
async def town(data: Path, database: str | None = None) -> AsyncIterator[Town]:
    """A new one; ``database``: the address of a PostgreSQL database for it."""
    async with open_store(data, database) as store:
        clock, passwords = HandClock(1_700_000_000_000_000), Passwords()
        guessing = Guessing(clock)
        sessions, tokens = Sessions(store, clock), Tokens(store, clock)
        people = People(store, clock, passwords, guessing, Invitations(store, clock), sessions, "open")
        book, follows, keys = ChannelBook(store, clock, passwords), Follows(store, clock), StreamKeys(store, clock)
        pulls, tickets, links = PullSources(store, clock, 10), Tickets(clock), Links(clock)
        asking, sights, directory = Asking(sessions, tokens, clock), Sights(book), FakeDirectory()
        telling = Telling(directory, pulls, follows)
        routers = [
            broadcasts_router(asking, sights, Listing(book, directory, clock), directory, directory),
            channels_router(asking, book, sights, telling),
            pictures_router(asking, sights, Pictures(store, clock, shaped)),
            keys_router(asking, keys, sights),
            channel_people_router(asking, book, people, sights),
            follows_router(asking, follows, sights, telling),
            tickets_router(asking, Grants(store, clock, passwords, guessing), tickets, links),
        ]
        app = web_application(routers, max_request=64 * 1024)
        yield Town(app, clock, store, people, sessions, tokens, book, keys, follows, pulls, tickets, links, directory)
