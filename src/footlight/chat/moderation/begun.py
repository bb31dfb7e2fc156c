"""What those who keep order did in a room, read when it comes into memory: a restart changes nothing of it."""

from dataclasses import dataclass

from footlight.chat.moderation.bans import read_bans
from footlight.chat.moderation.conduct import Conduct
from footlight.chat.moderation.filterbook import read_filters
from footlight.chat.moderation.records import waiting
from footlight.chat.moderation.rules import rules_of
from footlight.chat.moderation.silences import read_silences
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.store.models import ChatSetting
from footlight.store.store import Store


@dataclass(frozen=True, slots=True)
class OrderKept:
    """As it holds now."""

    conduct: Conduct
    cleared: int
    """The lines up to this one are taken away."""
    waiting: int
    """Lines that those who keep order must see first."""


class OrderBook:
    """That of all rooms."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def of(self, channel: ChannelName) -> OrderKept:
        """What holds in a room.

        Raises:
            StoreUnavailableError: it cannot be read.
        """
        async with self._store.read() as session:
            setting = await session.get(ChatSetting, channel)
            return OrderKept(
                Conduct(
                    self._clock,
                    rules_of(None if setting is None else setting.data),
                    await read_bans(session, channel),
                    await read_silences(session, channel, self._clock.now()),
                    await read_filters(session, channel),
                ),
                0 if setting is None else setting.cleared_up_to,
                await waiting(session, channel),
            )
