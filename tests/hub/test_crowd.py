"""A feed of many viewers: it is written to in slices, and whatever happens between them nobody misses anything."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from footlight.hub.limits import HubLimits
from footlight.hub.ready import SHARD
from footlight.model.latency import LatencyClass
from footlight.model.packet import Packet, Payload
from footlight.model.units import micros_from_seconds
from footlight.wire.control import Control, Skipped, State, Stats, Tracks
from tests.fakes.clock import HandClock
from tests.fakes.outlet import FakeOutlet
from tests.hub.house import LOBBY, House

CROWD = 5 * SHARD
COST = 20e-6
"""Seconds that a write takes."""


class Costly(FakeOutlet):
    """Writing takes time."""

    def __init__(self, clock: HandClock) -> None:
        super().__init__()
        self._clock = clock
        self.written = asyncio.Event()

    def write(self, data: Payload) -> None:
        self._clock.forward(COST)
        self.written.set()
        super().write(data)

    def take(self) -> list[Control | list[Packet]]:
        self.written.clear()
        return super().take()


@pytest.fixture
def house() -> House:
    house = House()
    house.go_live()
    house.key(b"key")
    return house


def come(house: House, viewers: int = CROWD, latency: LatencyClass = "crowd") -> list[Costly]:
    """Viewers who have got the current group already."""
    came = [Costly(house.clock) for _ in range(viewers)]
    for outlet in came:
        outlet.viewer = house.hub.watch(LOBBY, outlet, right="anybody", latency=latency)
        outlet.viewer.join()
        outlet.take()
    return came


def settle(house: House) -> None:
    """Write all that is due."""
    while house.hub.writer.write_slice():
        pass


def reached(crowd: Sequence[FakeOutlet]) -> int:
    return sum(bool(viewer.frames) for viewer in crowd)


def test_a_crowd_is_written_to_in_slices_of_a_few_milliseconds(house: House) -> None:
    crowd = come(house)
    for message in range(3):
        began = house.clock.now()
        house.delta()
        assert house.clock.now() == began
        slices: list[int] = []
        while house.clock.now() > began or not slices:
            began = house.clock.now()
            house.hub.writer.write_slice()
            slices.append(house.clock.now() - began)
        assert len(slices) > 2
        assert max(slices) < 8_000
        assert {len(viewer.frames) for viewer in crowd} == {message + 1}
        assert len({id(viewer.frames[-1]) for viewer in crowd}) == 1


def test_a_few_are_written_to_at_once(house: House) -> None:
    crowd = come(house, SHARD)
    house.delta()
    assert reached(crowd) == SHARD


def test_interactive_viewers_never_wait_for_a_crowd(house: House) -> None:
    crowd, quick = come(house), come(house, CROWD, "interactive")
    house.delta()
    assert (reached(quick), reached(crowd)) == (CROWD, 0)


def test_who_is_several_messages_late_gets_them_in_one_write_and_in_order(house: House) -> None:
    crowd = come(house)
    for number in range(5):
        house.delta(b"%d" % number)
    settle(house)
    assert {len(viewer.frames) for viewer in crowd} == {1}
    assert {tuple(viewer.payloads()) for viewer in crowd} == {(b"0", b"1", b"2", b"3", b"4")}
    assert house.hub.counters.messages_out >= 5 * CROWD


def test_one_write_is_bounded(house: House) -> None:
    crowd = come(house)
    for _ in range(4):
        house.delta(b"x" * 100_000)
    settle(house)
    assert max(len(frame) for viewer in crowd for frame in viewer.frames) < 300_000
    assert {len(viewer.payloads()) for viewer in crowd} == {4}


def test_who_joins_in_the_middle_of_a_slice_gets_everything_once(house: House) -> None:
    come(house)
    house.delta(b"1")
    house.hub.writer.write_slice()
    joined = Costly(house.clock)
    joined.viewer = house.hub.watch(LOBBY, joined, right="anybody", latency="crowd")
    joined.viewer.join()
    settle(house)
    house.delta(b"2")
    settle(house)
    assert joined.payloads() == [b"key", b"1", b"2"]


def test_who_fills_in_the_middle_of_a_slice_goes_on_behind_what_it_got(house: House) -> None:
    crowd = come(house)
    for viewer in crowd[::7]:
        viewer.fill()
    house.delta(b"1")
    house.hub.writer.write_slice()
    house.delta(b"2")
    settle(house)
    assert {tuple(viewer.payloads()) for viewer in crowd[::7]} <= {(b"1",), (b"1", b"2")}
    for viewer in crowd[::7]:
        viewer.drain()
    house.delta(b"3")
    settle(house)
    assert all(viewer.payloads()[-1] == b"3" for viewer in crowd[::7])


def test_who_leaves_in_the_middle_of_a_slice_gets_nothing_more(house: House) -> None:
    crowd = come(house)
    house.delta()
    house.hub.writer.write_slice()
    before = reached(crowd)
    for viewer in crowd:
        assert viewer.viewer is not None
        viewer.viewer.leave()
    settle(house)
    assert 0 < reached(crowd) == before < CROWD


def test_a_transport_that_is_gone_does_not_keep_its_shard(house: House) -> None:
    crowd = come(house)
    gone = crowd[::50]
    for viewer in gone:
        viewer.broken = True
    house.delta()
    settle(house)
    assert reached(crowd) == CROWD - len(gone)
    for viewer in gone:
        viewer.broken = False
        assert viewer.viewer is not None
        viewer.viewer.subscribe(frozenset({0}))
    house.delta()
    settle(house)
    assert reached(gone) == 0


def test_what_is_announced_comes_in_its_place_between_the_packets(house: House) -> None:
    crowd = come(house)
    house.delta(b"1")
    house.hub.writer.write_slice()
    house.publisher.away()
    house.go_live()
    house.key(b"2")
    settle(house)
    house.publisher.end()
    settle(house)
    heard = {
        tuple(message.state if isinstance(message, State) else type(message).__name__ for message in viewer.take())
        for viewer in crowd
    }
    assert heard == {("list", "away", "live", "list", "ended")}


def test_a_crowd_hears_new_tracks_before_their_packets(house: House) -> None:
    crowd = come(house)
    house.delta(b"1")
    house.pictures.track = replace(house.pictures.track, generation=1)
    house.publisher.set_tracks([house.pictures.track])
    house.key(b"2")
    settle(house)
    for viewer in crowd:
        first, tracks, second = viewer.take()
        assert isinstance(first, list)
        assert isinstance(tracks, Tracks)
        assert isinstance(second, list)
        assert second[0].generation == tracks.tracks[0].generation == 1


def test_statistics_are_no_burst_either(house: House) -> None:
    crowd = come(house)
    house.clock.forward(5)
    house.hub.tick()
    assert reached(crowd) == 0
    settle(house)
    assert {tuple(viewer.control()) for viewer in crowd} == {(Stats(viewers=CROWD, bundle_us=0),)}


def test_who_the_server_cannot_serve_in_time_skips_and_is_told(house: House) -> None:
    crowd = come(house)
    house.delta(b"late", after=0.1)
    house.clock.forward(1)
    house.key(b"new")
    house.delta(b"1")
    settle(house)
    for viewer in crowd:
        frames = list(viewer.frames)
        assert [message for message in viewer.take() if not isinstance(message, list)] == [Skipped(1)]
        viewer.frames = frames
        assert viewer.payloads() == [b"new", b"1"]
    assert house.hub.counters.skipped_groups == CROWD


def test_a_crowd_that_is_not_reached_in_time_is_load_whatever_the_core_says(house: House) -> None:
    come(house)
    for _ in range(5):
        house.delta(after=0.1)
    house.hub.tick()
    assert house.hub.load.share == 1.0
    settle(house)
    house.hub.tick()
    assert house.hub.load.share == 0.0


def test_what_the_log_no_longer_has_is_waited_for() -> None:
    house = House(HubLimits(lag=micros_from_seconds(0.5)))
    house.go_live()
    house.key()
    crowd = come(house)
    for _ in range(200):
        house.delta(b"lost", after=0.1)
    settle(house)
    assert {tuple(viewer.payloads()) for viewer in crowd} == {()}
    house.key(b"next")
    settle(house)
    assert {tuple(viewer.payloads()) for viewer in crowd} == {(b"next",)}


def test_whatever_happens_each_gets_all_packets_in_order_and_once(house: House) -> None:
    chance = random.Random(1)
    crowd = come(house, 3 * SHARD)
    full: set[Costly] = set()
    for number in range(200):
        house.delta(b"%d" % number, after=0.005)
        for viewer in chance.sample(crowd, 20):
            if viewer in full:
                full.discard(viewer)
                viewer.drain()
            elif chance.random() < 0.7:
                full.add(viewer)
                viewer.fill()
            else:
                viewer.drain_one()
        for _ in range(chance.randrange(3)):
            house.hub.writer.write_slice()
        for viewer in full:
            viewer.drain_one()
    for viewer in crowd:
        viewer.drain()
    settle(house)
    assert {tuple(viewer.payloads()) for viewer in crowd} == {tuple(b"%d" % number for number in range(200))}
    assert house.hub.counters.skipped_groups == 0


async def test_a_hub_that_runs_writes_to_its_crowd(house: House) -> None:
    crowd = come(house)
    running = asyncio.create_task(house.hub.run())
    house.delta()
    async with asyncio.timeout(10):
        for viewer in crowd:
            await viewer.written.wait()
    running.cancel()
    assert reached(crowd) == CROWD
