"""A chat in which nothing can be typed with a slash."""

from footlight.chat.presence import Client
from footlight.chat.room import Room
from footlight.errors import CommandUnknownError


class NoCommands:
    """Says so."""

    async def run(self, _room: Room, _client: Client, text: str) -> None:
        """Refuse it.

        Raises:
            CommandUnknownError: always.
        """
        raise CommandUnknownError(f"{text.split(' ')[0][:32]!a} is no command of this chat")
