"""More lines than a room's people may write, and somebody who keeps order meanwhile."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from footlight.bench.accounts.figures import Times
from footlight.bench.chat.crowds import SETTLE_SECONDS, stage
from footlight.bench.chat.gathering import Talk
from footlight.bench.chat.options import ChatOptions
from footlight.bench.chat.order import keep_order
from footlight.bench.chat.site import FLOOD
from footlight.model.clock import Clock
from footlight.settings import Limits

_LINES_OF_ONE: Final = 2
"""That each offers in a second: four times what they may."""
_SLOW_DOWN: Final = "slow_down"
_SHARE: Final = 0.9
"""Of what people may write outside of slow mode at least so much is written."""


@dataclass(frozen=True, slots=True)
class Flood:
    """What came of it."""

    what: str
    people: int
    offered: int
    permitted: int
    """What they may write in that time, but for slow mode."""
    slowed: float
    """The share of that time that was slow mode."""
    kept: int
    slow_down: int
    """Refused, with the time to wait."""
    otherwise: dict[str, int]
    """Refused in another way, by its code."""
    unanswered: int
    missing: int
    lost: int
    p50_ms: float
    p99_ms: float
    core: float
    generator: float

    @property
    def held(self) -> bool:
        """Whether people wrote what they may and no more, and were told when they may write again."""
        # The last second may take two.
        most = self.permitted + self.people * Limits().chat_lines_per_second
        least = _SHARE * (1 - self.slowed) * min(self.offered, self.permitted)
        return least <= self.kept <= most and not (self.otherwise or self.unanswered or self.lost or self.missing)


async def measure_flood(options: ChatOptions, clock: Clock) -> tuple[Flood, Sequence[Times]]:
    """Everybody in a room writes too much; gives also how soon each command of who keeps order is seen to act.

    Raises:
        ConnectionFailedError: the server does not start, lets somebody not in, or a command does nothing.
    """
    writers = options.writers
    async with stage(clock) as one:
        await one.people.join(FLOOD, writers)
        await asyncio.sleep(SETTLE_SECONDS)
        talking = asyncio.create_task(one.talk(Talk([FLOOD], options.seconds, _LINES_OF_ONE * writers)))
        try:
            order = await keep_order(one.server.url, FLOOD, one.token, talking)
            talked, core = await talking
        finally:
            talking.cancel()
    limits, otherwise = Limits(), dict(talked.refused)
    slow = otherwise.pop(_SLOW_DOWN, 0)
    flood = Flood(
        what=f"{_LINES_OF_ONE * writers} lines/s",
        people=talked.people,
        offered=talked.said,
        permitted=round(talked.people * (limits.chat_lines_at_once + limits.chat_lines_per_second * options.seconds)),
        slowed=order.slowed / options.seconds,
        kept=talked.kept,
        slow_down=slow,
        otherwise=otherwise,
        unanswered=talked.unanswered,
        missing=talked.missing,
        lost=talked.lost,
        p50_ms=talked.p50_ms,
        p99_ms=talked.p99_ms,
        core=core,
        generator=talked.generator,
    )
    return flood, order.commands
