"""Coming to a channel that is for members, with a ticket, beside coming to one that is for everybody."""

import time
from collections.abc import Sequence

from footlight.bench.accounts.browser import Browser, browser
from footlight.bench.accounts.figures import Times, times
from footlight.bench.accounts.population import PUBLIC, Population
from footlight.bench.accounts.viewers import Viewer
from footlight.bench.server import ServerUnderTest
from footlight.model.channel import ChannelName


async def ticket(asking: Browser, channel: ChannelName, session: str) -> str:
    """A ticket to watch, as a page asks for it.

    Raises:
        ConnectionFailedError: there is none.
    """
    told = await asking.ask("POST", f"/channels/{channel}/tickets", session, {"action": "watch"})
    return str(told["ticket"])


async def joins(server: ServerUnderTest, population: Population, count: int) -> Sequence[Times]:
    """So many people come, one after the other, each to another channel; between them somebody without an account
    comes to the public one.

    Raises:
        ConnectionFailedError: somebody is not let in.
    """
    tickets, entries, public = [], [], []
    async with browser(server.url) as asking:
        for number in range(count):
            channel = population.channels[number % len(population.channels)]
            session = population.members[number % len(population.members)]
            began = time.perf_counter()
            shown = await ticket(asking, channel, session)
            issued = time.perf_counter()
            viewer = await Viewer.join(server.url, channel, shown)
            joined = time.perf_counter()
            viewer.leave()
            guest_began = time.perf_counter()
            guest = await Viewer.join(server.url, PUBLIC)
            public.append(time.perf_counter() - guest_began)
            guest.leave()
            tickets.append(issued - began)
            entries.append(joined - issued)
    both = [first + second for first, second in zip(tickets, entries, strict=True)]
    return (
        times("ticket", tickets),
        times("join with it", entries),
        times("ticket and join", both),
        times("public join", public),
    )
