"""A chat whose server a test holds in its hand, and the terminal that shows it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from textual.pilot import Pilot

from footlight.client.chat.chat import Chat
from footlight.clock import SystemClock
from footlight.terminal.app import ChatApp
from footlight.terminal.linelist import LineList
from footlight.terminal.typed import Typed
from tests.fakes.chathouse import Guest, Told, house

PEOPLE = [
    {"nick": "Ann", "rank": "owner", "colour": "amber"},
    {"nick": "Bob", "rank": "moderator", "colour": "sky"},
    {"nick": "me2", "rank": "guest", "colour": "green"},
]
COMMANDS = [
    {
        "name": "timeout", "aliases": [], "usage": "/timeout NICK [DURATION]", "text": "silence somebody",
        "arguments": [
            {"kind": "nick", "name": "NICK", "optional": False, "many": False},
            {"kind": "duration", "name": "DURATION", "optional": True, "many": False},
        ],
    },
    {"name": "help", "aliases": [], "usage": "/help", "text": "see what there is", "arguments": []},
]  # fmt: skip


@dataclass(slots=True)
class Hands:
    """What the server does."""

    guest: Guest
    asked: list[Told] = field(default_factory=list)
    """What came, without what the terminal asks by itself."""
    refuse: dict[str, Any] | None = None
    """What the next request is refused with."""
    older: list[Told] = field(default_factory=list)
    found: list[Told] = field(default_factory=list)
    now: int = field(default_factory=lambda: SystemClock().now())
    """What its clock says, ever."""

    async def answer(self) -> None:
        """Answer everything."""
        while True:
            request = await self.guest.asked()
            kind, id = request["type"], request["id"]
            if kind == "commands":
                await self.guest.tell("commands", id=id, commands=COMMANDS)
                continue
            if kind == "ping":
                await self.guest.tell("pong", id=id, now=self.now)
                continue
            self.asked.append(request)
            if self.refuse is not None:
                refused, self.refuse = self.refuse, None
                await self.guest.tell("error", id=id, **refused)
            elif kind in ("history", "search"):
                lines = self.older if kind == "history" else self.found
                await self.guest.tell("lines", id=id, lines=lines, more=False)
            elif kind == "people":
                await self.guest.tell("people", id=id, people=PEOPLE, more=False)
            else:
                await self.guest.tell("ok", id=id)


@dataclass(frozen=True, slots=True)
class Place:
    """A terminal in a chat."""

    app: ChatApp
    pilot: Pilot[None]
    hands: Hands

    @property
    def typed(self) -> Typed:
        return self.app.query_one(Typed)

    @property
    def lines(self) -> LineList:
        return self.app.query_one("#lines", LineList)

    def seen(self, id: str = "lines") -> str:
        """What a list shows."""
        found = (one for screen in reversed(self.app.screen_stack) for one in screen.query(f"#{id}").results(LineList))
        shown = next(found, None)
        if shown is None:
            return ""
        return "\n".join(shown.render_line(y).text.rstrip() for y in range(shown.size.height))

    async def until(self, done: Callable[[], bool]) -> None:
        """Let it work until something is so."""
        async with asyncio.timeout(5):
            while not done():
                await self.pilot.pause(0.01)

    async def type(self, text: str) -> None:
        """Type it, and press Enter."""
        self.typed.value = text
        self.typed.cursor_position = len(text)
        await self.pilot.press("enter")


@asynccontextmanager
async def terminal(
    *history: Told,
    nick: str | None = "me2",
    size: tuple[int, int] = (100, 30),
    may: list[str] | None = None,
    own: dict[str, list[str]] | None = None,
    **room: Any,
) -> AsyncIterator[Place]:
    """A terminal that is in, and a server that answers everything until it is told otherwise."""
    came: asyncio.Future[Hands] = asyncio.get_running_loop().create_future()

    async def script(guest: Guest) -> None:
        you = {"rank": "moderator", "colour": "green", "guest": True, "may": may or ["say"]}
        shown = you if nick is None else {**you, "nick": nick}
        about = {"channel": "lobby", "people": 3, "reading": 1, "settings": {}, "present": PEOPLE, **room}
        await guest.tell(
            "welcome", agent="house", you=shown, room=about, history=list(history), resumed=False, own=own or {}
        )
        hands = Hands(guest)
        if not came.done():
            came.set_result(hands)
        await hands.answer()

    async with house(script) as server, Chat(server.url, nick=nick) as chat:
        app = ChatApp(chat, SystemClock())
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Place(app, pilot, await came)
