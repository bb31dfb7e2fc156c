"""Pictures wait for their sound, and for nothing else."""

import numpy as np

from footlight.desktop.pictures import Picture, Pictures
from footlight.model.frame import VideoFrame
from footlight.model.units import Micros


def picture(pts: int, place: int = 0, side: int = 2) -> Picture:
    frame = VideoFrame(np.zeros((side, side), np.uint8), "gray", side, side, pts, Micros(pts), Micros(pts))
    return Picture(place, frame, Micros(0))


class Ear:
    """What is heard, as the test says."""

    def __init__(self, pts: int | None) -> None:
        self.pts = pts

    def __call__(self) -> Micros | None:
        return None if self.pts is None else Micros(self.pts)


def taken(pictures: Pictures) -> list[tuple[int, int]]:
    return [(each.place, each.frame.pts) for each in pictures.take()]


def test_without_sound_the_newest_of_each_place_is_there_at_once() -> None:
    pictures = Pictures(Ear(None))
    for each in (picture(0), picture(10, 1), picture(33), picture(66)):
        pictures.put(each)

    assert pictures.wait() == 0
    assert sorted(taken(pictures)) == [(0, 66), (1, 10)]
    assert taken(pictures) == []
    assert pictures.wait() is None


def test_with_sound_a_picture_waits_until_its_own_is_heard() -> None:
    ear = Ear(1_000_000)
    pictures = Pictures(ear)
    for pts in (980_000, 1_020_000, 1_050_000):
        pictures.put(picture(pts))

    assert taken(pictures) == [(0, 980_000)]
    assert pictures.wait() == 10_000
    ear.pts = 1_010_000  # and what painting takes
    assert taken(pictures) == [(0, 1_020_000)]
    assert pictures.wait() == 30_000


def test_where_the_sound_ends_what_waits_is_shown() -> None:
    ear = Ear(1_000_000)
    pictures = Pictures(ear)
    pictures.put(picture(1_500_000))
    assert taken(pictures) == []

    ear.pts = None
    assert taken(pictures) == [(0, 1_500_000)]


def test_a_picture_of_another_time_line_waits_for_nothing() -> None:
    pictures = Pictures(Ear(1_000_000))
    pictures.put(picture(90_000_000))

    assert taken(pictures) == [(0, 90_000_000)]


def test_what_waits_is_bounded() -> None:
    pictures = Pictures(Ear(0))
    for number in range(1, 100):
        pictures.put(picture(number * 1_000))
    assert pictures.wait() == 58_000  # the oldest were left out

    pictures.clear()
    assert pictures.wait() is None
