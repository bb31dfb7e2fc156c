"""How far all viewers of a channel are behind at least: what a sender in the same process adapts to."""

from footlight.model.channel import ChannelName
from footlight.model.units import seconds
from tests.fakes.outlet import FakeOutlet
from tests.hub.house import LOBBY, House


def slow(house: House) -> FakeOutlet:
    """A viewer whose transport takes one more message and then none."""
    outlet = house.watch()
    outlet.fill()
    return outlet


def test_it_is_the_wait_of_what_the_only_viewer_did_not_take() -> None:
    house = House()
    house.go_live()
    house.key()
    outlet = slow(house)
    house.delta()
    house.delta()
    house.clock.forward(0.3)
    assert seconds(house.hub.least_lag(LOBBY)) == 0.3
    outlet.drain()
    assert house.hub.least_lag(LOBBY) == 0


def test_one_who_keeps_up_makes_it_none() -> None:
    house = House()
    house.go_live()
    house.key()
    slow(house)
    house.watch()
    house.delta()
    house.delta()
    house.clock.forward(0.3)
    assert house.hub.least_lag(LOBBY) == 0


def test_what_was_before_a_viewer_joined_is_no_lag() -> None:
    house = House()
    house.go_live()
    house.key()
    for _ in range(5):
        house.delta(after=0.1)
    outlet = FakeOutlet()
    outlet.fill()
    house.watch(outlet)
    house.clock.forward(0.3)
    assert house.hub.least_lag(LOBBY) == 0


def test_where_nobody_watches_there_is_none() -> None:
    house = House()
    assert house.hub.least_lag(ChannelName("attic")) == 0
    house.go_live()
    house.key()
    house.clock.forward(1)
    assert house.hub.least_lag(LOBBY) == 0
