"""Who may watch and who may publish at an end that listens, and what the others are told to type instead."""

import hmac
from collections.abc import Hashable
from typing import Final

from footlight.cable.ways import BACK, CHANNELS, Direction, Way
from footlight.errors import BothReceiveError, BothSendError, ChannelUnknownError, FootlightError, KeyInvalidError
from footlight.model.channel import ChannelName

PEER: Final = "peer"
"""The right of who is at the other end."""
SCREEN: Final = "screen"
"""The right of this end's own browser."""

_DOES: Final[dict[Way, str]] = {"send": "it sends", "receive": "it receives", "both": "it is in a call"}


def command(way: Way, address: str) -> str:
    """What to type at the other end of one that listens at ``address``."""
    match way:
        case "send":
            return f"footlight watch {address}"
        case "receive":
            return f"footlight send screen --to {address}"
        case "both":
            return f"footlight call {address}"


class Door:
    """The `Senders` and the `Audience` of one end."""

    def __init__(self, way: Way, key: str | None, screen_key: str, address: str) -> None:
        """Let in who belongs here.

        Args:
            way: what this end does.
            key: what everybody must show; None: nobody must show anything.
            screen_key: with this one the person at this end watches what comes in, in a browser.
            address: of this end, as people type it.
        """
        self._way = way
        self._key = key
        self._screen_key = screen_key
        self._address = address

    async def let_send(self, channel: ChannelName, key: str | None, _ticket: str | None) -> Hashable:
        """Let a publisher in.

        Raises:
            KeyInvalidError: it did not show the key.
            BothSendError: this end does not receive on that channel.
            ChannelUnknownError: there is no such channel here.
        """
        self._check(key)
        if self._direction(channel, BothSendError) == "out":
            raise self._instead(BothSendError)
        return PEER

    async def opened(self, _right: Hashable) -> None:
        """Nothing is kept of it."""

    async def let_watch(self, channel: ChannelName, key: str | None, _ticket: str | None) -> Hashable:
        """Let a viewer in.

        Raises:
            KeyInvalidError: it did not show the key.
            BothReceiveError: nobody but this end's own screen watches what comes in.
            ChannelUnknownError: there is no such channel here.
        """
        if key is not None and _same(key, self._screen_key):
            self._direction(channel, BothReceiveError)
            return SCREEN
        self._check(key)
        if self._direction(channel, BothReceiveError) == "in":
            raise self._instead(BothReceiveError)
        return PEER

    def _check(self, key: str | None) -> None:
        if self._key is None:
            return
        if key is None:
            raise KeyInvalidError("this end wants its key: show the one that it told when it began to listen")
        if not _same(key, self._key):
            raise KeyInvalidError("that is not the key of this end: it told its key when it began to listen")

    def _direction(self, channel: ChannelName, error: type[FootlightError]) -> Direction:
        direction = CHANNELS[self._way].get(channel)
        if direction is not None:
            return direction
        if channel == BACK:
            raise self._instead(error)  # a caller, and this end is in no call
        raise ChannelUnknownError(f"there is no channel {channel} at a cable's end: leave /{channel} away")

    def _instead(self, error: type[FootlightError]) -> FootlightError:
        return error(f"that end does not take this, {_DOES[self._way]}: type {command(self._way, self._address)} here")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
