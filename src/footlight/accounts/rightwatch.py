"""Takes rights back from who uses them, within moments of a change by anyone, in this process or another."""

import asyncio
from collections.abc import Callable, Hashable, Sequence, Set
from contextlib import suppress
from typing import Final, Protocol

from footlight.accounts.changes import RightChanged, RightChanges
from footlight.accounts.grants import Grant, Grants, why_lost
from footlight.errors import FootlightError, StoreUnavailableError
from footlight.logs import logger
from footlight.model.channel import ChannelName
from footlight.store.store import Store

INTERVAL: Final = 0.1
"""Seconds until a look at what other processes changed; each is one small statement."""
_ROUND: Final = 60.0
"""Seconds until all are asked: sessions, tokens and keys end by time too."""

_log = logger(__name__)


class Holders(Protocol):
    """Who watches and sends, or is in a chat, and by which rights."""

    def rights(self) -> dict[ChannelName, set[Hashable]]:
        """All of them; what is no `Grant` is no business of this."""

    async def withdraw(self, channel: ChannelName, rights: Set[Hashable], error: FootlightError) -> None:
        """End what is done by any of ``rights``."""


class Heeds(Protocol):
    """Goes by what people are to a channel, beside whether they may watch it: the chats."""

    def doubt(self, channels: Set[ChannelName]) -> None:
        """These channels changed, or are no more."""

    async def look_again(self, grants: Set[Grant]) -> None:
        """What the holders of these grants are may have changed."""

    async def renamed(self, persons: Set[str]) -> None:
        """These people may be called something else, or be no more."""


class RightWatch:
    """Asks `Grants` what was lost, and tells the holders. A connection that is let in meanwhile misses nothing: see
    `Grants.hold`."""

    def __init__(
        self, store: Store, changes: RightChanges, grants: Grants, *holders: Holders, heeds: Heeds | None = None
    ) -> None:
        self._store = store
        self._changes = changes
        self._grants = grants
        self._holders = holders
        self._heeds = heeds
        self._seen = 0

    async def begin(self) -> None:
        """Note where to go on from; to be awaited before anybody is let in."""
        self._seen = await self._changes.newest()

    async def run(self) -> None:
        """Look until cancelled: as soon as this process has changed any right, and from time to time."""
        loop = asyncio.get_running_loop()
        round_at = loop.time() + _ROUND
        while True:
            # What is written during a look is another's.
            news = self._store.news
            try:
                await self.look()
                if loop.time() >= round_at:
                    await self.round()
                    round_at = loop.time() + _ROUND
            except StoreUnavailableError as error:
                _log.error("changes of rights cannot be read", error=str(error))
            with suppress(TimeoutError):
                async with asyncio.timeout(INTERVAL):
                    await news.wait()

    async def look(self) -> None:
        """Take back what changed since the last look."""
        changes = await self._changes.since(self._seen)
        if not changes:
            return
        # Before the holders are asked: who is let in from here on was asked anew.
        self._grants.changed(changes)
        if self._heeds is not None:
            self._heeds.doubt({change.channel for change in changes if change.channel is not None})
        concerned = _concerned(changes)
        await self._ask({grant for grant in self._held() if concerned(grant)})
        if self._heeds is not None:
            await self._heeds.renamed({change.person for change in changes if change.person is not None})
        self._seen = changes[-1].id

    async def round(self) -> None:
        """Take back whatever does not hold, and forget old changes."""
        await self._ask(self._held())
        await self._changes.forget()

    def _held(self) -> set[Grant]:
        return {
            right
            for holders in self._holders
            for rights in holders.rights().values()
            for right in rights
            if isinstance(right, Grant)
        }

    async def _ask(self, held: Set[Grant]) -> None:
        if not held:
            return
        await self._withdraw(held)
        if self._heeds is not None:
            await self._heeds.look_again(held)

    async def _withdraw(self, held: Set[Grant]) -> None:
        alike: dict[tuple[ChannelName, str, str | None], set[Grant]] = {}
        for grant in await self._grants.lost(held):
            alike.setdefault((grant.channel, grant.action, grant.key), set()).add(grant)
        for (channel, action, key), lost in alike.items():
            _log.info("rights taken back", channel=channel, action=action, key_id=key, rights=len(lost))
            for holders in self._holders:
                await holders.withdraw(channel, lost, why_lost(next(iter(lost))))


def _concerned(changes: Sequence[RightChanged]) -> Callable[[Grant], bool]:
    channels = {change.channel for change in changes} - {None}
    people = {change.person for change in changes} - {None}
    keys = {change.key for change in changes} - {None}
    return lambda grant: grant.channel in channels or grant.person in people or grant.key in keys
