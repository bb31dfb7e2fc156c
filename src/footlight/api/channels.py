"""Which channels there are, as the routes ask."""

from typing import Protocol

from footlight.accounts.keys import unknown_channel
from footlight.errors import ChannelInvalidError, ChannelUnknownError
from footlight.model.channel import ChannelName, channel_name


class Channels(Protocol):
    """Knows which channels there are."""

    async def exists(self, channel: ChannelName) -> bool:
        """Whether anyone ever made the channel."""


async def existing(channels: Channels, text: str) -> ChannelName:
    """The channel of a path.

    Raises:
        ChannelUnknownError: there is none of that name, or none could be.
    """
    try:
        name = channel_name(text)
    except ChannelInvalidError as error:
        # What cannot be a channel is none here; the client checked its own spelling.
        raise ChannelUnknownError(str(error)) from None
    if not await channels.exists(name):
        raise unknown_channel(name)
    return name


class Audience(Protocol):
    """Knows who may watch what."""

    async def admit(self, channel: ChannelName, key: str | None) -> None:
        """Let a viewer in who showed ``key``, or none.

        Raises:
            FootlightError: it may not watch this channel, and this is why.
        """


class Public:
    """An `Audience` of everybody, on every channel that there is."""

    def __init__(self, channels: Channels) -> None:
        self._channels = channels

    async def admit(self, channel: ChannelName, _key: str | None) -> None:
        if not await self._channels.exists(channel):
            raise ChannelUnknownError(f"there is no channel {channel} on this server")
