"""What one does in a chat for oneself, or as oneself."""

from footlight.chat.commands.command import Asked, Command, Outcome, Spoken
from footlight.chat.commands.grammar import Argument, Given


def own_commands() -> list[Command]:
    """Their commands."""
    return [
        Command(("me",), "say what you do, in the third person", _me, (Argument("text", "TEXT"),)),
    ]


async def _me(_asked: Asked, given: Given) -> Outcome:
    return Spoken("me", given.text)
