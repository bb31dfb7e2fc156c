"""Who may watch: what every way of delivery asks before it tells the hub of a viewer."""

from collections.abc import Hashable
from typing import Protocol

from footlight.model.channel import ChannelName


class Audience(Protocol):
    """Knows who may watch what, of clients that say hello."""

    async def let_watch(self, channel: ChannelName, key: str | None, ticket: str | None) -> Hashable:
        """The right of a viewer who showed a key, a ticket, or neither; what comes of it is told the hub at once.

        Raises:
            FootlightError: it may not watch this channel, and this is why.
        """


class Players(Protocol):
    """The same of players, which know nothing but an address."""

    async def let_play(self, channel: ChannelName, link: str | None) -> Hashable:
        """The right of a player with the ``link`` of a path, or none; what comes of it is told the hub at once.

        Raises:
            FootlightError: it may not watch this channel, and this is why.
        """
