"""The right of pulled broadcasts to be let in: keys that only this process and its worker know."""

import secrets

from footlight.ingest.websocket import KeyVerifier
from footlight.model.channel import ChannelName

PULL_KEY_ID = "pull"
"""The key's id of every pulled broadcast."""


class PullKeys:
    """Knows the keys of pulls, and asks ``verifier`` for all others; a `KeyVerifier` itself."""

    def __init__(self, verifier: KeyVerifier) -> None:
        self._verifier = verifier
        self._channels: dict[str, ChannelName] = {}

    def issue(self, channel: ChannelName) -> str:
        """A new key for a channel, good until it is withdrawn."""
        key = secrets.token_urlsafe(32)
        self._channels[key] = channel
        return key

    def withdraw(self, key: str) -> None:
        """The key lets nobody in any more."""
        self._channels.pop(key, None)

    async def verify(self, channel: ChannelName, key: str | None) -> str:
        """The id of a key that may publish on the channel; raises as `KeyVerifier.verify`."""
        if key is not None and self._channels.get(key) == channel:
            return PULL_KEY_ID
        return await self._verifier.verify(channel, key)
