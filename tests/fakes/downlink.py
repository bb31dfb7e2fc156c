"""A `Downlink` without a server: it tells what it was given, and then nothing more."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

from footlight.client.events import Event
from footlight.model.units import Micros
from footlight.wire.clocksync import ClockSync


class FakeDownlink:
    def __init__(self, told: Sequence[Event]) -> None:
        self._told = told
        self.sync = ClockSync()
        self.tampered = 0
        self.left = False
        """Whether who watched has gone."""

    async def events(self) -> AsyncGenerator[Event, None]:
        try:
            for event in self._told:
                yield event
            await asyncio.Event().wait()
        finally:
            self.left = True

    async def request_keyframe(self) -> None:
        pass

    async def report(self, latency: Micros | None, dropped_groups: int) -> None:
        pass
