"""All commands of the chats: found by what was typed, and done."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import partial
from typing import Final

from footlight.chat import messages
from footlight.chat.commands.command import Asked, Command, Spoken
from footlight.chat.commands.grammar import Given, read
from footlight.chat.commands.help import help_command
from footlight.chat.line import Done
from footlight.chat.presence import Client
from footlight.chat.ranks import Deed, check, who_may
from footlight.chat.room import Room
from footlight.chat.saying import say
from footlight.errors import CommandUnknownError, FootlightError, OptionInvalidError, TextInvalidError

Answer = Callable[[Done | FootlightError | None], None]
"""Told once: the line that it was, why it was refused, or None where it is done."""

_HARMLESS: Final = frozenset({Deed.HELP, Deed.PEOPLE, Deed.ADMINS, Deed.ME, Deed.ANNOUNCE})
"""What may be done twice: it only tells something, or makes a line, which its id is known by."""
_NEAR: Final = 0.6
"""How much alike two words are, of 1, for one to be meant by the other."""


class Book:
    """What is typed with a slash, for all rooms."""

    def __init__(self, commands: Iterable[Command]) -> None:
        """``commands``: those that there are beside ``/help``."""
        self.all = (*commands, help_command(self))
        self._by_name = {name: command for command in self.all for name in command.names}

    def of(self, room: Room, client: Client) -> list[Command]:
        """Those that somebody may use."""
        deeds = set(room.conduct.deeds(client.rank))
        return [one for one in self.all if one.deed in deeds]

    def described(self, room: Room, client: Client) -> list[messages.CommandUsage]:
        """The same for those who complete what is typed."""
        return [
            messages.CommandUsage(
                name=command.name,
                aliases=list(command.names[1:]),
                usage=command.usage,
                text=command.text,
                arguments=[
                    messages.CommandArgument(kind=one.kind, name=one.name, optional=one.optional, many=one.many)
                    for one in command.arguments
                ],
                alone=command.alone or None,
            )
            for command in self.of(room, client)
        ]

    def find(self, name: str, room: Room, client: Client) -> Command:
        """A command by one of its names, that somebody may use.

        Raises:
            CommandUnknownError: there is none; this says which one may be meant.
            NotAllowedError: it is not for them.
        """
        command = self._by_name.get(name)
        if command is None:
            raise CommandUnknownError(f"there is no command {'/' + name[:32]!r}: {self._hint(name[:32], room, client)}")
        if not room.conduct.rules.opens(command.deed):
            check(command.deed, client.rank)
        return command

    def _hint(self, typed: str, room: Room, client: Client) -> str:
        """What may be meant: one that they may use, where there is one."""
        mine = [name for command in self.of(room, client) for name in command.names]
        near = get_close_matches(typed, mine, 1, _NEAR) or get_close_matches(typed, self._by_name, 1, _NEAR)
        if not near:
            return "type /help to see what there is"
        hint = f"did you mean /{near[0]}?"
        return hint if near[0] in mine else f"{hint} That is for {who_may(self._by_name[near[0]].deed)}"

    async def run(self, room: Room, client: Client, id: str, text: str, answer: Answer) -> None:
        """Do what was typed, and tell whom it concerns.

        Args:
            id: of the request: what is asked again with the same is done once. A line that it makes has it too.
            answer: is told what came of it, unless this raises.

        Raises:
            FootlightError: it was not done, and this says what to type, or who may.
        """
        name, rest = [*text.strip().split(None, 1), "", ""][:2]
        if not name.startswith("/"):
            raise CommandUnknownError("a command begins with a slash: type /help to see what there is")
        command = self.find(name[1:].lower(), room, client)
        deed = partial(command.run, Asked(room, client, id), given(command, rest))
        again = command.deed in _HARMLESS
        outcome = await deed() if again else await room.repeats.once(client.caller.key, id, deed)
        if isinstance(outcome, Spoken):
            await say(room, client, id, outcome.text, answer, kind=outcome.kind)
            return
        if outcome is not None:
            client.tell(messages.Notice(text=outcome))
        answer(None)


def given(command: Command, typed: str) -> Given:
    """What was typed after its name.

    Raises:
        OptionInvalidError, TextInvalidError: it cannot be, and this says how it is typed.
    """
    if command.alone and typed.strip().lower() == command.alone:
        return Given(alone=True)
    try:
        return read(command.arguments, typed)
    except OptionInvalidError as error:
        raise OptionInvalidError(f"{error}: type {command.usage}") from None
    except TextInvalidError as error:
        raise TextInvalidError(f"{error}: type {command.usage}") from None
