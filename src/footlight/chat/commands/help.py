"""What commands there are, for who asks."""

from collections.abc import Iterable
from typing import Protocol

from footlight.chat.commands.command import Asked, Command, Outcome
from footlight.chat.commands.grammar import Argument, Given
from footlight.chat.presence import Client
from footlight.chat.ranks import who_may
from footlight.chat.room import Room


class Commands(Protocol):
    """Knows them."""

    def of(self, room: Room, client: Client) -> list[Command]:
        """Those that somebody may use."""

    def find(self, name: str, room: Room, client: Client) -> Command:
        """One by its name; raises where there is none, or it is not for them."""


def help_command(commands: Commands) -> Command:
    """``/help``, and ``/help kick``."""

    async def answer(asked: Asked, given: Given) -> Outcome:
        if not given.command:
            known = commands.of(asked.room, asked.client)
            return "\n".join(["You can type", *(f"{one.usage}: {one.text}" for one in known)])
        command = commands.find(given.command, asked.room, asked.client)
        others = ", ".join(f"/{name}" for name in command.names[1:])
        also = f" (also {others})" if others else ""
        return f"Type {command.usage}{also} to {command.text}."

    which = Argument("command", "COMMAND", optional=True)
    return Command(("help",), "see the commands, or how one is typed", answer, (which,))


def as_table(commands: Iterable[Command]) -> str:
    """All commands in Markdown, as docs/chat.md has them."""
    lines = ["| command | also | what for | who may |", "|---|---|---|---|"]
    for one in sorted(commands, key=lambda one: one.name):
        usage = one.usage.replace("|", "\\|").replace(" or /", "` or `/")
        others = " ".join(f"`/{name}`" for name in one.names[1:])
        lines.append(f"| `{usage}` | {others} | to {one.text} | {who_may(one.deed)} |")
    return "\n".join(lines)
