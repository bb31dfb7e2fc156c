"""Counting what comes."""

import numpy as np

from footlight.bench.passage.tally import Tally
from footlight.bench.passage.ways import Picture
from footlight.capture import timestrip
from tests.fakes.clock import HandClock

UNREADABLE = np.zeros((720, 1280, 3), np.uint8)


def taken(clock: HandClock, number: int) -> Picture:
    image = UNREADABLE.copy()
    timestrip.draw(image, clock.now(), number)
    return image


def test_delays_and_gaps_are_told_of_what_came_between_beginning_and_end() -> None:
    clock = HandClock()
    tally = Tally(clock)
    images = [taken(clock, number) for number in range(8)]

    tally.add(images[0])
    tally.begin()
    for number, after in ((2, 0.01), (3, 0.02), (6, 0.03)):
        clock.forward(after)
        tally.add(images[number])
    tally.add(UNREADABLE)
    received = tally.end()
    tally.add(images[7])

    assert received.delays_ms == [10, 30, 60]
    assert (received.lost, received.unreadable) == (2, 1)
    assert tally.first.is_set()
