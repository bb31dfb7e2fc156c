"""The right of pulled broadcasts to be let in: keys that only this process and its worker know."""

import secrets
from collections.abc import Hashable
from typing import Final

from footlight.ingest.websocket import Senders
from footlight.model.channel import ChannelName

PULL: Final = "pull"
"""The right of every pulled broadcast: it lasts as long as its worker."""


class PullKeys:
    """Knows the keys of pulls, and asks ``senders`` for all others; `Senders` itself."""

    def __init__(self, senders: Senders) -> None:
        self._senders = senders
        self._channels: dict[str, ChannelName] = {}

    def issue(self, channel: ChannelName) -> str:
        """A new key for a channel, good until it is withdrawn."""
        key = secrets.token_urlsafe(32)
        self._channels[key] = channel
        return key

    def withdraw(self, key: str) -> None:
        """The key lets nobody in any more."""
        self._channels.pop(key, None)

    async def let_send(self, channel: ChannelName, key: str | None, ticket: str | None) -> Hashable:
        """The right of a publisher; raises as `Senders.let_send`."""
        if key is not None and self._channels.get(key) == channel:
            return PULL
        return await self._senders.let_send(channel, key, ticket)

    async def opened(self, right: Hashable) -> None:
        """A broadcast was opened by this right."""
        if right != PULL:
            await self._senders.opened(right)
