"""What is live, asked through a Protocol: one day other processes have broadcasts too."""

from typing import Protocol

from footlight.hub.hub import Hub
from footlight.model.broadcast import Broadcast
from footlight.model.channel import ChannelName


class Directory(Protocol):
    """Knows every broadcast, wherever it is."""

    async def broadcasts(self) -> list[Broadcast]:
        """All broadcasts that are live or away, the one that began first first."""

    async def broadcast(self, channel: ChannelName) -> Broadcast | None:
        """The channel's broadcast, if there is one."""

    async def viewers(self, channel: ChannelName) -> int:
        """Viewers of the channel, whether anything is on or not."""


class LocalDirectory:
    """The broadcasts of one hub, where there is only one."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def broadcasts(self) -> list[Broadcast]:
        return self._hub.broadcasts()

    async def broadcast(self, channel: ChannelName) -> Broadcast | None:
        return self._hub.broadcast(channel)

    async def viewers(self, channel: ChannelName) -> int:
        return self._hub.viewers_of(channel)
