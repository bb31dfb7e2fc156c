"""A key revoked by another process is noticed."""

import asyncio
from pathlib import Path

from footlight.accounts.keys import StreamKeys
from footlight.accounts.revocation import watch_revocations
from footlight.clock import SystemClock
from footlight.model.channel import ChannelName
from footlight.store.store import open_store

LOBBY = ChannelName("lobby")


async def test_only_keys_revoked_while_watching_are_told(tmp_path: Path) -> None:
    told: asyncio.Queue[str] = asyncio.Queue()
    async with open_store(tmp_path) as store, open_store(tmp_path) as other_process:
        keys, others = StreamKeys(store, SystemClock()), StreamKeys(other_process, SystemClock())
        before, during = await keys.new(LOBBY), await keys.new(LOBBY)
        await others.revoke(before.id)
        watching = asyncio.create_task(watch_revocations(store, keys, await keys.revoked(), told.put_nowait))
        await others.revoke(during.id)
        async with asyncio.timeout(10):
            assert await told.get() == during.id
            # Told once more, for a publisher that was just being let in.
            assert await told.get() == during.id
        watching.cancel()
        assert told.empty()
