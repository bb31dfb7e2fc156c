"""A room without a server: connections that keep what is written to them, and lines that are kept in a list."""

import asyncio
import json
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from footlight.chat.allowance import Rate
from footlight.chat.caller import Caller
from footlight.chat.line import Author, Delete, Done, Edit, Line, LineDeed, Reaction, Say
from footlight.chat.opened import Opened
from footlight.chat.presence import Client
from footlight.chat.ranks import Rank
from footlight.chat.room import Desk, Room
from footlight.errors import FootlightError, NotAllowedError
from footlight.hub.writer import Writer
from footlight.model.channel import ChannelName
from footlight.model.names import PersonName
from footlight.model.units import Micros
from tests.fakes.clock import HandClock

LOBBY = ChannelName("lobby")
Told = dict[str, Any]


class Outlet:
    """A connection that has room, until a test says otherwise."""

    def __init__(self) -> None:
        self.data = b""
        self.writes = 0
        self.dismissed: FootlightError | None = None
        self.held = 0
        self.broken = False
        self.room: Room | None = None
        self.client: Client | None = None
        self.full = False

    def write(self, data: bytes) -> None:
        if self.broken:
            raise RuntimeError("the handler is closed")
        self.data += data
        self.writes += 1
        if self.full and self.room is not None and self.client is not None:
            self.room.pause(self.client)

    def unsent(self) -> int:
        return self.held

    def dismiss(self, error: FootlightError) -> None:
        self.dismissed = error

    def take(self, *kinds: str) -> list[Told]:
        """What was told since the last call; of these types, where there are any."""
        data, self.data = self.data, b""
        told = messages(data)
        return [one for one in told if not kinds or one["type"] in kinds]


def messages(data: bytes) -> list[Told]:
    """The JSON of WebSocket text messages as a server sends them."""
    found: list[Told] = []
    while data:
        assert data[0] == 0x81
        size, start = data[1], 2
        if size == 126:
            size, start = int.from_bytes(data[2:4], "big"), 4
        elif size == 127:
            size, start = int.from_bytes(data[2:10], "big"), 10
        found.append(json.loads(data[start : start + size]))
        data = data[start + size :]
    return found


class ListedLines:
    """Keeps lines in a list; others may wait on `gate`."""

    def __init__(self, clock: HandClock) -> None:
        self.kept: list[Line] = []
        self.asked: list[int] = []
        """How many deeds came at once."""
        self.gate = asyncio.Event()
        self.gate.set()
        self.error: FootlightError | None = None
        self._clock = clock

    async def do(self, _channel: ChannelName, deeds: Sequence[LineDeed]) -> list[Done | FootlightError]:
        self.asked.append(len(deeds))
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        return [self._one(deed) for deed in deeds]

    def _one(self, deed: LineDeed) -> Done | FootlightError:
        if isinstance(deed, Say):
            if deed.text == "refused":
                return NotAllowedError("no")
            self.kept.append(line(len(self.kept) + 1, deed.text, deed.author, self._clock.now()))
            return Done(self.kept[-1], True)
        before = self.kept[deed.message - 1]
        text = deed.text if isinstance(deed, Edit) else "" if isinstance(deed, Delete) else before.text
        gone = self._clock.now() if isinstance(deed, Delete) else None
        now = line(before.id, text, before.author, before.sent_at, gone)
        self.kept[deed.message - 1] = now
        return Done(now, True)


def line(
    id: int, text: str, by: Author, at: int = 1, deleted_at: Micros | None = None, reactions: tuple[Reaction, ...] = ()
) -> Line:
    """A line as it is kept."""
    return Line(id, id, by, "say", text, None, None, Micros(at), None, deleted_at, reactions)


@dataclass(slots=True)
class Stage:
    """A room, and what it works with. `run` the tasks that it began."""

    clock: HandClock = field(default_factory=HandClock)
    rate: Rate = field(default_factory=lambda: Rate(1.0, 5))
    opened: Opened = field(default_factory=Opened)
    lines: ListedLines = field(init=False)
    writer: Writer = field(init=False)
    room: Room = field(init=False)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lines = ListedLines(self.clock)
        self.lines.kept = list(self.opened.newest)
        self.writer = Writer(self.clock)
        self.room = Room(LOBBY, Desk(self.clock, self.writer, self.lines, self.rate, self._spawn), self.opened)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self.tasks.append(asyncio.create_task(work))

    async def settle(self) -> None:
        """Wait for all tasks that the room began."""
        while self.tasks:
            await self.tasks.pop()

    def enter(self, who: str, nick: str | None = None, *, last: int | None = None) -> Outlet:
        """A guest's connection, by their device; or an account's, where the name is written large."""
        outlet = Outlet()
        caller = person(who) if who[0].isupper() else guest(who)
        chosen = None if nick is None else PersonName(nick)
        outlet.room, outlet.client = self.room, self.room.enter(caller, outlet, nick=chosen, last=last)
        return outlet

    def leave(self, outlet: Outlet) -> None:
        assert outlet.client is not None
        self.room.leave(outlet.client)


def guest(device: str, right: str = "guest") -> Caller:
    return Caller(right, Rank.GUEST, device.encode())


def person(name: str, rank: Rank = Rank.MEMBER) -> Caller:
    return Caller(f"right of {name}", rank, b"browser", name.lower(), PersonName(name))


def author(nick: str, rank: Rank = Rank.GUEST) -> Author:
    return Author(f"g:{nick.encode().hex()}", nick, rank, "red", None, nick.encode())
