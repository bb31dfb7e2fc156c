"""A crowd that searches, on a real server: who keeps order does not wait for it."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from footlight.app import running
from footlight.settings import Settings
from footlight.store.store import open_store
from tests.api.cast import Casting
from tests.fakes.chatter import Chatter

SEEKERS = 40
SEARCHES = 8


async def test_order_is_kept_before_a_crowd_has_found_what_it_looks_for(empty_data: Path) -> None:
    async with AsyncExitStack() as open_:
        server = await open_.enter_async_context(running(Settings(port=0, data=empty_data)))
        cast = await Casting(await open_.enter_async_context(open_store(empty_data))).new()
        moderator = await open_.enter_async_context(
            Chatter(server.port, cast.channel, cast.headers["moderator"]),
        )
        await moderator.hello()
        await moderator.ask("say", text="a word that is looked for")
        crowd = [await open_.enter_async_context(Chatter(server.port, cast.channel)) for _ in range(SEEKERS)]
        for seeker in crowd:
            await seeker.hello()
            for number in range(SEARCHES):
                await seeker.send(type="search", id=f"s{number}", text="looked")
        found = 0

        async def hears(seeker: Chatter) -> None:
            nonlocal found
            for _ in range(SEARCHES):
                assert len((await seeker.expect("lines"))["lines"]) == 1
                found += 1

        async with asyncio.TaskGroup() as tasks:
            for seeker in crowd:
                tasks.create_task(hears(seeker))
            await moderator.ask("command", text="/slow 1s")
            assert found < SEEKERS
