"""A room whose order is kept in a database, people in it, and those who keep it."""

import asyncio
from collections.abc import Collection, Coroutine
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from footlight.chat.allowance import Rate
from footlight.chat.caller import Caller
from footlight.chat.line import Done
from footlight.chat.lines import Lines
from footlight.chat.moderation.begun import OrderBook
from footlight.chat.moderation.filterbook import FilterBook
from footlight.chat.moderation.judging import Judge
from footlight.chat.moderation.log import Entry, OrderLog
from footlight.chat.moderation.order import Order
from footlight.chat.moderation.records import Records
from footlight.chat.opened import Opened
from footlight.chat.presence import Client
from footlight.chat.ranks import Rank
from footlight.chat.room import Desk, Room
from footlight.chat.saying import edit, say
from footlight.chat.whom import Whois
from footlight.errors import FootlightError
from footlight.hub.writer import Writer
from footlight.model.channel import ChannelName
from footlight.model.names import PersonName
from tests.chat.kept import LOBBY, Kept
from tests.chat.stage import Outlet, Told


class ListedRanks:
    """What people with an account are, as a test says; members, where it does not."""

    def __init__(self) -> None:
        self.of = {"mia": Rank.MODERATOR, "ada": Rank.ADMIN, "bob": Rank.MEMBER, "ann": Rank.MEMBER}

    async def ranks(self, _session: AsyncSession, _channel: ChannelName, persons: Collection[str]) -> dict[str, Rank]:
        return {person: self.of.get(person, Rank.GUEST) for person in persons}


@dataclass
class House:
    """`reopen` is what a restart does."""

    kept: Kept
    ranks: ListedRanks = field(default_factory=ListedRanks)
    room: Room = field(init=False)
    order: Order = field(init=False)
    filters: FilterBook = field(init=False)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def reopen(self) -> None:
        kept = self.kept
        store, clock = kept.store, kept.clock
        order = await OrderBook(store, clock).of(LOBBY)
        opened = Opened(await kept.history.newest(LOBBY), order.conduct, order.cleared, order.waiting)
        lines = Lines(store, clock, self.ranks)
        desk = Desk(clock, Writer(clock), lines, Rate(100.0, 100), self._spawn, Judge(Records(store, clock), clock))
        self.room = Room(LOBBY, desk, opened)
        self.order = Order(store, clock, Whois(store, self.ranks), self.ranks, kept.history)
        self.filters = FilterBook(store, clock, self.ranks, kept.history)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def enter(self, who: str, *, device: str = "", address: str = "") -> Outlet:
        """An account's connection where the name is one of those in the store, else a guest's of this nick."""
        key = who.lower()
        secret = (device or who).encode().ljust(32, b".")
        if key in self.ranks.of:
            caller = Caller(f"right of {who}", self.ranks.of[key], secret, key, PersonName(who), address)
            return self._enter(caller, None)
        return self._enter(Caller("guest", Rank.GUEST, secret, address=address), PersonName(who))

    def _enter(self, caller: Caller, nick: PersonName | None) -> Outlet:
        outlet = Outlet()
        outlet.room, outlet.client = self.room, self.room.enter(caller, outlet, nick=nick)
        return outlet

    def by(self, who: str) -> Client:
        """One of those who keep order, who is in the room from then on."""
        return client(self.enter(who))

    async def say(self, outlet: Outlet, text: str, id: str | None = None, *, reply_to: int | None = None) -> int | None:
        """What becomes of it: the line's id; None where it waits. Raises where it is refused."""
        self.kept.clock.forward(1)
        answered: list[Done | FootlightError] = []
        own = id or f"x{self.kept.clock.now()}"
        await say(self.room, client(outlet), own, text, answered.append, reply_to=reply_to)
        return await self._answer(answered)

    async def edit(self, outlet: Outlet, message: int, text: str) -> None:
        answered: list[Done | FootlightError] = []
        await edit(self.room, client(outlet), message, text, answered.append)
        await self._answer(answered)

    async def _answer(self, answered: list[Done | FootlightError]) -> int | None:
        while self.tasks:
            await asyncio.gather(*self.tasks)
        if not answered:
            return None
        if isinstance(answered[0], FootlightError):
            raise answered[0]
        return answered[0].line.id

    async def log(self) -> list[Entry]:
        """The newest first."""
        return await OrderLog(self.kept.store).page(LOBBY)


def client(outlet: Outlet) -> Client:
    assert outlet.client is not None
    return outlet.client


def last(outlet: Outlet, kind: str) -> Told:
    """The newest of these that were told since this was asked last."""
    told = outlet.take(kind)
    assert told, kind
    return told[-1]


async def house_in(kept: Kept) -> House:
    house = House(kept)
    await house.reopen()
    return house
