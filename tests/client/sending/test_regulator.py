"""Lanes are told what a person wishes, as far as the network takes it."""

import asyncio
from collections.abc import Callable

from footlight.client.sending.quality import Quality
from footlight.client.sending.regulator import Regulator
from footlight.model.units import Micros
from tests.fakes.clock import HandClock


class Lane:
    def __init__(self, ceiling: int = 4_000_000, most_every: int = 6) -> None:
        self.ceiling = ceiling
        self.most_every = most_every
        self.quality = Quality()


class Told(Lane):
    """A lane of which it is known when it is told something."""

    def __init__(self) -> None:
        self._told = asyncio.Event()
        super().__init__()

    @property
    def quality(self) -> Quality:
        return self._quality

    @quality.setter
    def quality(self, quality: Quality) -> None:
        self._quality = quality
        self._told.set()

    async def until(self, wanted: Callable[[Quality], bool]) -> None:
        async with asyncio.timeout(20):
            while not wanted(self._quality):
                self._told.clear()
                await self._told.wait()


class Way:
    """A network whose lag is told by hand."""

    def __init__(self) -> None:
        self.lagging = asyncio.Event()
        self.lag = Micros(0)
        self.rate: int | None = None
        self.waiting_pictures = 0
        self.drops = 0

    def drop_pictures(self) -> None:
        self.drops += 1
        self.waiting_pictures = 0


class Regulated:
    def __init__(self, *lanes: Lane) -> None:
        self.clock = HandClock()
        self.way = Way()
        self.lanes = list(lanes)
        self.regulator = Regulator(self.way, lambda: self.lanes, 1, self.clock)

    def look(self, seconds: float = 0.05) -> None:
        for _ in range(round(seconds / 0.05)):
            self.clock.forward(0.05)
            self.regulator.look()


async def test_nothing_is_looked_at_before_a_lag_and_then_until_all_is_as_it_was() -> None:
    regulated = Regulated(lane := Told())
    way = regulated.way
    looking = asyncio.create_task(regulated.regulator.run())
    regulated.clock.forward(5)
    way.lag, way.rate = Micros(300_000), 1_000_000
    for _ in range(10):
        await asyncio.sleep(0)
    assert not lane.quality.hold
    way.lagging.set()
    await lane.until(lambda quality: quality.hold and quality.network < 1)
    way.lag = Micros(0)
    await lane.until(lambda quality: not quality.hold)
    while (share := lane.quality.network) < 1:
        assert way.lagging.is_set()
        regulated.clock.forward(20)
        await lane.until(lambda quality, share=share: quality.network > share)  # type: ignore[misc]
    assert not way.lagging.is_set()
    way.lag = Micros(300_000)
    way.lagging.set()
    await lane.until(lambda quality: quality.hold)
    looking.cancel()


def test_a_lag_holds_all_lanes_and_what_came_through_is_shared_by_them() -> None:
    regulated = Regulated(Lane(), Lane(1_000_000))
    regulated.way.lag = Micros(300_000)
    regulated.look()
    assert all(lane.quality.hold for lane in regulated.lanes)
    regulated.way.rate = 1_000_000
    regulated.look()
    share = regulated.lanes[0].quality.network
    assert 0.12 < share < 0.14, "three quarters of what came through, less the sound, of five million"
    assert regulated.lanes[1].quality.network == share
    regulated.way.lag = Micros(0)
    regulated.look()
    assert not any(lane.quality.hold for lane in regulated.lanes)


def test_pictures_that_would_come_too_late_are_let_go() -> None:
    regulated = Regulated(Lane())
    regulated.way.lag, regulated.way.rate = Micros(300_000), 1_000_000
    regulated.way.waiting_pictures = 40_000
    regulated.look()
    assert regulated.way.drops == 0
    regulated.way.waiting_pictures = 60_000
    regulated.look()
    assert regulated.way.drops == 1


def test_a_broadcast_of_sound_alone_has_nothing_to_give() -> None:
    regulated = Regulated()
    regulated.way.lag, regulated.way.rate = Micros(300_000), 50_000
    regulated.look(5)
    assert regulated.regulator.quality.network > 0


def test_a_person_turns_each_dial_to_its_ends() -> None:
    regulated = Regulated(Lane(most_every=6))
    turn, lane = regulated.regulator.turn, regulated.lanes[0]
    turn("bitrate", True)
    turn("size", True)
    turn("rate", True)
    assert lane.quality == Quality()
    turn("bitrate", False)
    turn("size", False)
    turn("rate", False)
    assert lane.quality == Quality(bitrate=0.7, shrink=1.5, every=2)
    for _ in range(20):
        turn("bitrate", False)
        turn("size", False)
        turn("rate", False)
    assert lane.quality == Quality(bitrate=0.1, shrink=4.0, every=6)
    for _ in range(20):
        turn("rate", True)
    assert lane.quality.every == 1


def test_a_wish_outlives_a_narrow_network_and_a_new_lane_is_told_both() -> None:
    regulated = Regulated(Lane())
    regulated.regulator.turn("size", False)
    regulated.way.lag, regulated.way.rate = Micros(300_000), 1_000_000
    regulated.look()
    assert regulated.lanes[0].quality.shrink == 1.5
    assert regulated.lanes[0].quality.network < 1
    regulated.lanes = [Lane()]
    regulated.regulator.renew()
    assert regulated.lanes[0].quality == regulated.regulator.quality


def test_a_wish_of_few_pictures_can_be_taken_back_after_another_source_came() -> None:
    regulated = Regulated(Lane(most_every=6))
    for _ in range(9):
        regulated.regulator.turn("rate", False)
    regulated.lanes = [Lane(most_every=1)]
    regulated.regulator.turn("rate", False)
    assert regulated.lanes[0].quality.every == 6
    for _ in range(9):
        regulated.regulator.turn("rate", True)
    assert regulated.lanes[0].quality.every == 1
