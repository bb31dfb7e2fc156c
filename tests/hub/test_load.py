from collections import Counter
from dataclasses import dataclass, field

from footlight.hub.load import Demand, LoadController
from footlight.model.units import Micros

TICK = 250_000


@dataclass
class Core:
    """A core whose load follows from the messages that are sent, as it does in a server."""

    crowd: float = 0.0
    """Share of the core that the crowd costs without bundles, at 30 pictures a second."""
    normal: float = 0.0
    fixed: float = 0.05
    now: int = 0
    load: LoadController = field(default_factory=lambda: LoadController(Micros(0)))
    changes: list[tuple[int, int]] = field(default_factory=list)
    """The widths of crowd and normal after each change, in milliseconds."""

    @property
    def share(self) -> float:
        return self.fixed + self.crowd / self._pictures(self.widths[0]) + self.normal / self._pictures(self.widths[1])

    @property
    def widths(self) -> tuple[int, int]:
        assert self.load.widths.of("interactive") == 0
        return self.load.widths.crowd // 1_000, self.load.widths.normal // 1_000

    def demand(self) -> Demand:
        return Counter({("crowd", 33): round(self.crowd * 10_000), ("normal", 33): round(self.normal * 10_000)})

    def run(self, seconds: float) -> None:
        for _ in range(int(seconds * 1_000_000 / TICK)):
            self.now += TICK
            if self.load.measured(min(1.0, self.share), self.demand, Micros(self.now)):
                self.changes.append(self.widths)

    def _pictures(self, width: int) -> int:
        return max(1, width // 33 + (width % 33 > 0)) if width else 1


def test_where_there_is_room_nothing_is_gathered() -> None:
    core = Core(crowd=0.3, normal=0.3)
    core.run(60)
    assert core.changes == []
    assert core.load.share == core.share


def test_the_crowd_is_bundled_first_and_then_the_others() -> None:
    core = Core(crowd=2.0, normal=1.5)
    core.run(10)
    assert core.changes == [(60, 0), (120, 0), (250, 0), (250, 60), (250, 120)]


def test_it_goes_no_further_than_needed() -> None:
    core = Core(crowd=1.0, normal=0.1)
    core.run(60)
    assert core.changes == [(60, 0)]


def test_a_core_that_is_full_is_relieved_within_seconds_as_far_as_can_be() -> None:
    core = Core(crowd=10.0, normal=10.0)
    core.run(3.5)
    assert core.widths == (250, 250)
    core.run(30)
    assert len(core.changes) == 6


def test_as_the_load_falls_the_others_are_narrowed_first() -> None:
    core = Core(crowd=2.0, normal=1.5)
    core.run(10)
    core.changes.clear()
    core.crowd = core.normal = 0.05
    core.run(60)
    assert core.changes == [(250, 60), (250, 0), (120, 0), (60, 0), (0, 0)]


def test_no_load_makes_it_swing() -> None:
    for percent in range(0, 400, 13):
        for part in (0.0, 0.3, 1.0):
            core = Core(crowd=percent / 100 * (1 - part), normal=percent / 100 * part)
            core.run(30)
            core.changes.clear()
            core.run(60)
            assert core.changes == [], (percent, part)


def test_a_moment_of_rest_narrows_nothing() -> None:
    core = Core(crowd=2.0)
    core.run(30)
    core.changes.clear()
    for _ in range(10):
        crowd, core.crowd = core.crowd, 0.0
        core.run(2)
        core.crowd = crowd
        core.run(1)
    assert core.changes == []


def test_where_there_is_no_crowd_its_bundles_are_not_tried_first() -> None:
    core = Core(normal=1.2)
    core.run(60)
    assert core.changes == [(250, 60)]
    core.normal = 0.2
    core.run(60)
    assert core.changes == [(250, 60), (0, 0)]


def test_what_was_busy_for_a_moment_is_forgotten_within_seconds() -> None:
    core = Core(crowd=0.25, fixed=0.9)
    core.run(3)
    assert core.widths[0] > 0
    core.fixed = 0.05
    core.run(15)
    assert core.widths == (0, 0)


def test_load_that_no_bundles_relieve_changes_nothing() -> None:
    core = Core(fixed=1.0)
    core.run(60)
    assert core.changes == []
