"""What a command is, and what it is asked for with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from footlight.chat.commands.grammar import Argument, Given
from footlight.chat.presence import Client
from footlight.chat.ranks import COMMANDS, Deed
from footlight.chat.room import Room
from footlight.errors import MessageUnknownError


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and where."""

    room: Room
    client: Client
    id: str
    """Of the request: the same for what is sent again."""

    def message(self, given: Given) -> int:
        """The line that was meant.

        Raises:
            MessageUnknownError: whoever is called so wrote nothing lately.
        """
        if given.message:
            return given.message
        line = self.room.newest_of(given.nick)
        if line is None:
            raise MessageUnknownError(f"nobody called {given.nick[:32]!r} wrote here lately: type the number of a line")
        return line.id


class OpenRooms(Protocol):
    """The rooms of this process."""

    def open(self) -> list[Room]:
        """All that are in memory."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A command that is a line of the room."""

    kind: Literal["me", "announce"]
    text: str


Outcome = str | Spoken | None
"""What is told to who asked, if anything; or a line, with which the request is answered."""


@dataclass(frozen=True, slots=True)
class Command:
    """One that can be typed."""

    names: tuple[str, ...]
    """Without the slash; the first is the one that is shown."""
    text: str
    """What it does: follows "to"."""
    run: Callable[[Asked, Given], Awaitable[Outcome]]
    arguments: tuple[Argument, ...] = ()
    alone: str = ""
    """A word that may be typed in the place of all arguments."""

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def deed(self) -> Deed:
        """What one must be allowed to do, as `ranks.COMMANDS` has it."""
        return COMMANDS[self.name]

    @property
    def usage(self) -> str:
        """How it is typed."""
        usual = " ".join([f"/{self.name}", *map(str, self.arguments)])
        return f"{usual} or /{self.name} {self.alone}" if self.alone else usual
