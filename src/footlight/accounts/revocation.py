"""Notices stream keys revoked by anyone, in this process or by a command in another, within moments."""

import asyncio
from collections.abc import Callable
from typing import Final

from footlight.accounts.keys import StreamKeys
from footlight.errors import StoreUnavailableError
from footlight.logs import logger
from footlight.store.store import Store

INTERVAL: Final = 0.2
"""Seconds between two looks; each is one small statement on a connection kept open."""

_log = logger(__name__)


async def watch_revocations(
    store: Store, keys: StreamKeys, known: set[str], on_revoked: Callable[[str], object]
) -> None:
    """Call ``on_revoked`` with the id of each key that gets revoked, until cancelled.

    Args:
        known: ids of keys that were revoked before anybody could publish; they are not told.
    """
    told = set(known)
    again: set[str] = set()
    stale = True
    async with store.watch() as watch:
        while True:
            # A publisher verified just before the revocation may open its broadcast just after it was told:
            # so each id is told a second time at the next look.
            for id in again:
                on_revoked(id)
            again = set()
            try:
                stale = stale or await watch.changed()
                if stale:
                    again = await keys.revoked() - told
                    stale = False
            except StoreUnavailableError as error:
                _log.error("revocations cannot be read", error=str(error))
            for id in again:
                _log.info("stream key revoked", key_id=id)
                on_revoked(id)
            told |= again
            await asyncio.sleep(INTERVAL)
