"""A site with a channel and somebody of every kind, who are asked for their rights."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection

from footlight.accounts.admission import Admission
from footlight.accounts.changes import RightChanges
from footlight.accounts.grants import Grants
from footlight.accounts.guessing import Guessing
from footlight.accounts.identity import Identity
from footlight.accounts.passwords import Passwords
from footlight.accounts.tickets import Links, Tickets
from footlight.accounts.tokens import Tokens
from footlight.model.channel import ChannelName
from footlight.store.store import Store
from tests.accounts.site import Site, site

LOBBY = ChannelName("lobby")
CHANNEL_PASSWORD = "open sesame"
T = TypeVar("T")


class WatchedStore(Store):
    """Only for reading: counts it, and does something else at the moment before the answer is there."""

    def __init__(self, store: Store) -> None:
        self._inner = store
        self.reads = 0
        self.meanwhile: Callable[[], Awaitable[None]] | None = None

    async def glance(self, work: Callable[[Connection], T]) -> T:
        self.reads += 1
        found = await self._inner.glance(work)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            await meanwhile()
        return found


@dataclass(slots=True)
class Granting:
    """Everything that gives rights, over one site."""

    site: Site
    store: WatchedStore
    grants: Grants
    tickets: Tickets
    links: Links
    tokens: Tokens
    admission: Admission
    changes: RightChanges
    people: dict[str, Identity] = field(default_factory=dict)
    """By what they are: owner, moderator, invited, member, admin; each signed in."""
    secrets: dict[str, str] = field(default_factory=dict)
    """Of their sessions."""

    async def sign_in(self, person: str) -> tuple[Identity, str]:
        async with self.site.store.write() as session:
            new = await self.site.sessions.begin(session, person, "Firefox")
        return await self.site.sessions.who(new.secret), new.secret

    async def program(self, kind: str, *scopes: str, days: float | None = None) -> Identity:
        """A program of this one's, with a token."""
        token = await self.tokens.new(self.people[kind].person, "bot", scopes, days)
        return await self.tokens.who(token.secret)

    async def hear(self) -> None:
        """What changed so far is told to the grants, as the watch over rights does."""
        self.grants.changed(await self.changes.since(0))


async def granting(store: Store) -> Granting:
    """A public channel, with its owner, a moderator and somebody invited; a member and an admin of the site."""
    found, watched = site(store), WatchedStore(store)
    clock = found.clock
    grants = Grants(watched, clock, Passwords(), Guessing(clock))
    tickets, links = Tickets(clock), Links(clock)
    all = Granting(
        found,
        watched,
        grants,
        tickets,
        links,
        Tokens(store, clock),
        Admission(grants, tickets, links, found.keys),
        RightChanges(store, clock),
    )
    await found.people.create("Olga", None, "owner")
    ids = {"admin": (await found.people.create("Adam", None, "admin")).id}
    for kind in ("owner", "moderator", "invited", "member"):
        ids[kind] = await found.person(f"The-{kind}")
    await found.channels.make(ids["owner"], LOBBY)
    for role in ("moderator", "invited"):
        await found.channels.put(LOBBY, ids[role], role, over_moderators=True)
    for kind, id in ids.items():
        all.people[kind], all.secrets[kind] = await all.sign_in(id)
    return all
