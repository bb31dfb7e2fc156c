"""What commands there are, for who asks."""

from collections.abc import Callable

from footlight.chat.commands.command import Asked, Command, Outcome
from footlight.chat.commands.grammar import Argument, Given
from footlight.chat.presence import Client
from footlight.chat.ranks import check


class HelpCommand:
    """``/help``, and ``/help kick``."""

    def __init__(self, of: Callable[[Client], list[Command]], find: Callable[[str, Client], Command]) -> None:
        """
        Args:
            of: the commands that somebody may use.
            find: one by its name; raises where there is none.
        """
        self._of = of
        self._find = find

    def command(self) -> Command:
        return Command(
            ("help",),
            "see the commands, or how one is typed",
            self._help,
            (Argument("command", "COMMAND", optional=True),),
        )

    async def _help(self, asked: Asked, given: Given) -> Outcome:
        if not given.command:
            known = self._of(asked.client)
            return "\n".join(["You can type", *(f"{one.usage}: {one.text}" for one in known)])
        command = self._find(given.command, asked.client)
        check(command.deed, asked.client.rank)
        others = ", ".join(f"/{name}" for name in command.names[1:])
        also = f" (also {others})" if others else ""
        return f"Type {command.usage}{also} to {command.text}."
