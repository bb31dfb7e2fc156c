"""Each message reaches everybody in order, whoever lags, and whoever reads nothing is let go."""

import asyncio

import pytest

from footlight.chat.fanout import MOST_UNSENT, SHARD, Fanout, Seat
from footlight.errors import ViewerStalledError
from footlight.hub.writer import Writer
from tests.chat.stage import Outlet
from tests.fakes.clock import HandClock


class Place(Outlet):
    """A connection with its seat."""

    def __init__(self, fanout: Fanout, clock: HandClock) -> None:
        super().__init__()
        self.clock = clock
        self.fanout = fanout
        self.seat: Seat = fanout.join(self)
        self.takes = 0.0
        """Seconds for each write."""

    def write(self, data: bytes) -> None:
        super().write(data)
        self.clock.forward(self.takes)
        if self.full:
            self.fanout.pause(self.seat)

    def drain(self) -> None:
        self.full = False
        self.fanout.resume(self.seat)


class Hall:
    def __init__(self, people: int) -> None:
        self.clock = HandClock()
        self.writer = Writer(self.clock)
        self.fanout = Fanout(self.clock, self.writer)
        self.places = [self.join() for _ in range(people)]

    def join(self) -> Place:
        place = Place(self.fanout, self.clock)
        self.fanout.begin(place.seat)
        return place

    def write_all(self) -> None:
        while self.writer.write_slice():
            pass


def test_a_message_reaches_everybody_at_once_where_they_are_few() -> None:
    hall = Hall(SHARD)
    hall.fanout.tell(b"one")
    hall.fanout.tell(b"two")
    assert {place.data for place in hall.places} == {b"onetwo"}


def test_many_few_are_written_to_in_slices_too() -> None:
    hall = Hall(1)
    (slow,) = hall.places
    slow.takes = 0.0015
    for number in range(9):
        hall.fanout.tell(b"%d" % number)
    assert slow.data == b"012"
    hall.clock.forward(0.001)
    hall.fanout.tell(b"9")
    assert slow.data == b"0123456789"


def test_a_crowd_is_written_to_in_slices_and_each_in_order() -> None:
    hall = Hall(1_000)
    hall.fanout.tell(b"one,")
    assert not any(place.data for place in hall.places)
    assert hall.fanout.write_some()
    assert sum(bool(place.data) for place in hall.places) == SHARD
    hall.fanout.tell(b"two,")
    late = hall.join()
    hall.fanout.tell(b"three")
    hall.write_all()
    assert {place.data for place in hall.places} == {b"one,two,three"}
    assert late.data == b"three"
    assert len(hall.fanout) == 1_001


def test_who_lags_goes_on_where_it_was() -> None:
    hall = Hall(3)
    slow = hall.places[0]
    slow.full = True
    for message in (b"one,", b"two,", b"three,"):
        hall.fanout.tell(message)
    assert slow.data == b"one,"
    slow.drain()
    hall.fanout.tell(b"four")
    assert {place.data for place in hall.places} == {b"one,two,three,four"}


def test_who_is_full_again_in_the_middle_misses_nothing() -> None:
    hall = Hall(2)
    slow = hall.places[0]
    slow.full = True
    for number in range(5):
        hall.fanout.tell(b"%d" % number)
    for _ in range(4):
        hall.fanout.resume(slow.seat)
    assert slow.data == b"01234"


def test_who_reads_nothing_for_too_long_is_let_go() -> None:
    hall = Hall(2)
    slow, quick = hall.places
    slow.full = True
    hall.fanout.tell(b"one")
    hall.clock.forward(29)
    hall.fanout.tick()
    assert slow.dismissed is None
    hall.clock.forward(2)
    hall.fanout.tick()
    assert isinstance(slow.dismissed, ViewerStalledError)
    hall.fanout.tell(b"two")
    assert (slow.data, quick.data) == (b"one", b"onetwo")
    assert len(hall.fanout) == 1


def test_who_is_behind_by_more_than_the_log_holds_is_let_go() -> None:
    hall = Hall(2)
    slow = hall.places[0]
    slow.full = True
    for _ in range(100):
        hall.fanout.tell(b"x" * 10_000)
    assert hall.fanout._bytes <= 256 * 1024
    other = hall.join()
    hall.fanout.tick()
    assert isinstance(slow.dismissed, ViewerStalledError)
    other.full = True
    for _ in range(100):
        hall.fanout.tell(b"x" * 10_000)
    other.drain()
    assert isinstance(other.dismissed, ViewerStalledError)


def test_what_is_due_to_a_crowd_is_kept_however_much_it_is() -> None:
    hall = Hall(200)
    for _ in range(100):
        hall.fanout.tell(b"x" * 10_000)
    hall.write_all()
    assert {len(place.data) for place in hall.places} == {1_000_000}
    hall.fanout.tick()
    assert hall.fanout._bytes <= 256 * 1024


def test_who_asks_for_much_and_reads_nothing_is_let_go() -> None:
    hall = Hall(1)
    hall.places[0].held = MOST_UNSENT + 1
    hall.places[0].seat.send(b"an answer")
    assert isinstance(hall.places[0].dismissed, ViewerStalledError)
    assert hall.places[0].data == b""


def test_a_transport_that_closed_unnoticed_harms_nobody() -> None:
    hall = Hall(5)
    hall.places[2].broken = True
    hall.fanout.tell(b"one")
    hall.places[2].seat.send(b"two")
    assert [place.data for place in hall.places] == [b"one", b"one", b"", b"one", b"one"]
    assert len(hall.fanout) == 4


def test_nothing_is_written_to_who_left() -> None:
    hall = Hall(300)
    hall.fanout.tell(b"one")
    for place in hall.places[:150]:
        hall.fanout.leave(place.seat)
        hall.fanout.leave(place.seat)
    hall.write_all()
    assert {place.data for place in hall.places[:150]} <= {b"", b"one"}
    assert {place.data for place in hall.places[150:]} == {b"one"}


def test_those_who_come_one_by_one_are_seated_together() -> None:
    hall = Hall(0)
    for number in range(500):
        hall.join()
        hall.fanout.tell(b"%d" % number)
        hall.write_all()
    assert len(hall.fanout._shards) <= 8


@pytest.mark.parametrize("people", [10, 1_000])
async def test_the_writer_does_it_beside_other_work(people: int) -> None:
    hall = Hall(people)
    writing = asyncio.create_task(hall.writer.run())
    hall.fanout.tell(b"one")
    for _ in range(10_000):
        if all(place.data for place in hall.places):
            break
        await asyncio.sleep(0)
    writing.cancel()
    assert {place.data for place in hall.places} == {b"one"}
