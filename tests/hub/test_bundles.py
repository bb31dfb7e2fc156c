"""How a busy hub gathers packets, and whom it tells."""

import pytest

from footlight.hub.hub import Hub
from footlight.hub.limits import HubLimits
from footlight.model.latency import LatencyClass
from footlight.model.units import Micros
from footlight.wire.control import Stats
from tests.fakes.media import MAIN
from tests.fakes.outlet import FakeOutlet
from tests.hub.house import LOBBY, House


class BusyHouse(House):
    """Its core is as busy as a test says."""

    def __init__(self) -> None:
        super().__init__()
        self.share = 0.0
        self.used = 0.0
        self.size = 0
        """Bytes that each picture has at least."""
        self.hub = Hub(self.clock, HubLimits(), lambda: Micros(round(self.used)))

    def come(self, latency: LatencyClass) -> FakeOutlet:
        outlet = FakeOutlet()
        outlet.viewer = self.hub.watch(LOBBY, outlet, right="anybody", latency=latency)
        outlet.viewer.join()
        outlet.take()
        return outlet

    def run(self, seconds: float) -> None:
        """The hub ticks four times a second, and pictures come 40 times."""
        for step in range(round(seconds * 40)):
            self.clock.forward(0.025)
            self.used += self.share * 25_000
            if step % 80 == 0:
                self.key(b"%d" % step + bytes(self.size))
            else:
                self.delta(b"%d" % step + bytes(self.size))
            if step % 10 == 9:
                self.hub.tick()


@pytest.fixture
def house() -> BusyHouse:
    house = BusyHouse()
    house.go_live()
    return house


def told(outlet: FakeOutlet) -> list[int | None]:
    """The widths that a viewer was told of, each once."""
    widths = [message.bundle_us for message in outlet.control() if isinstance(message, Stats)]
    return list(dict.fromkeys(widths))


def test_a_hub_at_rest_gathers_for_nobody(house: BusyHouse) -> None:
    crowd = house.come("crowd")
    house.share = 0.3
    house.run(6)
    assert {len(message) for message in crowd.media()} == {1}
    assert house.hub.load.share == pytest.approx(0.3)


def test_a_busy_hub_gathers_for_the_crowd_and_tells_it(house: BusyHouse) -> None:
    crowd, normal, interactive = house.come("crowd"), house.come("normal"), house.come("interactive")
    house.share = 0.8
    house.run(1)
    frames = list(crowd.frames)
    assert told(crowd) == [60_000]
    crowd.frames = frames
    assert {len(message) for message in crowd.media()} == {1, 3}
    assert {len(message) for message in normal.media()} == {len(message) for message in interactive.media()} == {1}


def test_all_viewers_of_a_class_are_written_the_same_bundle(house: BusyHouse) -> None:
    first, second = house.come("crowd"), house.come("crowd")
    house.share = 0.8
    house.run(3)
    first.take()
    second.take()
    house.run(1)
    assert len(first.frames) > 2
    assert all(one is other for one, other in zip(first.frames, second.frames, strict=True))


def test_a_hub_that_has_no_more_core_gathers_for_all_but_interactive_viewers(house: BusyHouse) -> None:
    crowd, normal, interactive = house.come("crowd"), house.come("normal"), house.come("interactive")
    house.share = 1.0
    house.run(4)
    assert told(crowd) == [60_000, 120_000, 250_000]
    assert told(normal) == [60_000, 120_000, 250_000]
    assert told(interactive) == []
    house.run(2)
    assert max(len(message) for message in normal.media()) == 11
    assert {len(message) for message in interactive.media()} == {1}


def test_pictures_that_are_too_large_to_be_gathered_make_nobody_wait(house: BusyHouse) -> None:
    raw = house.come("crowd")
    house.size, house.share = 600_000, 1.0
    house.run(4)
    assert told(raw) == []
    raw.take()
    house.size = 0
    house.run(2)
    assert told(raw)[0] == 60_000
    house.size = 600_000
    house.run(2)
    assert told(raw)[-1] == 0
    late = FakeOutlet()
    late.viewer = house.hub.watch(LOBBY, late, right="anybody", latency="crowd")
    late.viewer.join()
    assert told(late) == [0]


def test_who_joins_or_chooses_tracks_is_told_how_it_is_now(house: BusyHouse) -> None:
    house.come("crowd")
    house.share = 0.8
    house.run(6)
    outlet = FakeOutlet()
    outlet.viewer = house.hub.watch(LOBBY, outlet, right="anybody", latency="crowd")
    outlet.viewer.join()
    assert told(outlet) == [250_000]
    outlet.viewer.subscribe(frozenset({MAIN.id}))
    outlet.take()
    house.run(2)
    assert max(len(message) for message in outlet.media()) == 11


def test_as_the_load_falls_nothing_is_gathered_any_more(house: BusyHouse) -> None:
    crowd = house.come("crowd")
    house.share = 0.8
    house.run(6)
    house.share = 0.05
    house.run(30)
    assert told(crowd)[-1] == 0
    house.run(1)
    assert {len(message) for message in crowd.media()} == {1}


def test_the_rest_of_a_bundle_does_not_wait_for_a_publisher_that_hangs(house: BusyHouse) -> None:
    crowd = house.come("crowd")
    house.share = 0.8
    house.run(6)
    crowd.take()
    house.delta(b"last", after=0.025)
    house.clock.forward(0.3)
    house.hub.tick()
    assert crowd.payloads()[-1] == b"last"


def test_viewers_are_counted_by_class(house: BusyHouse) -> None:
    house.come("crowd")
    house.come("crowd")
    leaving = house.come("interactive")
    assert house.hub.viewers_by_class() == {"crowd": 2, "interactive": 1}
    assert leaving.viewer is not None
    leaving.viewer.leave()
    assert house.hub.viewers_by_class() == {"crowd": 2}
