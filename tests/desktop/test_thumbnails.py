"""Thumbnails of real sources, taken by threads."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from footlight.clock import SystemClock
from footlight.desktop.thumbnails import Thumbnail, Thumbnails
from footlight.errors import FootlightError, SourceNotFoundError
from footlight.model.units import Micros
from tests.capture.conftest import XDisplay
from tests.capture.x11.windows import GREEN, Painter


class Taken:
    """What was taken, by source."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.of: dict[str, list[Thumbnail]] = {}

    def hear(self, text: str, thumbnail: Thumbnail) -> None:
        with self._changed:
            self.of.setdefault(text, []).append(thumbnail)
            self._changed.notify_all()

    def wait(self, text: str, count: int = 1) -> Thumbnail:
        """The newest of a source, when there are so many."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.of.get(text, ())) >= count, 30)
            return self.of[text][-1]


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
def thumbnails(taken: Taken) -> Iterator[Thumbnails]:
    opened = Thumbnails(SystemClock(), taken.hear)
    yield opened
    opened.close()


def test_a_window_is_looked_at_again_and_again(display: XDisplay, thumbnails: Thumbnails, taken: Taken) -> None:
    painter = Painter(display.name)
    text = f"window:{painter.window('Green', GREEN, 0, 0, 300, 200):#x}"
    thumbnails.show([text])
    picture = taken.wait(text, 3)
    assert not isinstance(picture, FootlightError)
    assert picture.shape == (200, 300, 3)
    assert (picture == (0, 255, 0)).all()
    thumbnails.close()
    painter.close()


def test_larger_ones_are_made_small(thumbnails: Thumbnails, taken: Taken) -> None:
    thumbnails.show(["test"])
    picture = taken.wait("test")
    assert not isinstance(picture, FootlightError)
    assert picture.shape == (270, 480, 3)


def test_what_cannot_be_opened_is_told_and_the_others_are_looked_at(
    thumbnails: Thumbnails, taken: Taken, tmp_path: Path
) -> None:
    missing = [str(tmp_path / f"{number}.mp4") for number in range(8)]
    thumbnails.show([*missing, "test"])
    assert not isinstance(taken.wait("test"), FootlightError)
    assert all(isinstance(taken.wait(text), SourceNotFoundError) for text in missing)


def test_what_is_out_of_view_is_let_go(thumbnails: Thumbnails, taken: Taken) -> None:
    thumbnails.show(["test"])
    taken.wait("test")
    assert thumbnails.opened == {"test"}
    thumbnails.show([])
    while thumbnails.opened:
        time.sleep(0.01)


def test_nothing_is_left_when_it_is_closed(taken: Taken) -> None:
    before = threading.active_count()
    thumbnails = Thumbnails(SystemClock(), taken.hear)
    thumbnails.show(["test"])
    taken.wait("test")
    thumbnails.close()
    assert thumbnails.opened == set()
    assert threading.active_count() == before
    seen = len(taken.of["test"])
    thumbnails.show(["test"])
    assert len(taken.of["test"]) == seen


def test_about_one_a_second_of_each(taken: Taken) -> None:
    """By the clock that it is handed: however long a busy machine takes, no more than one for each second of it."""
    clock = SystemClock()
    begin = clock.now()
    thumbnails = Thumbnails(clock, taken.hear)
    thumbnails.show(["test"])
    taken.wait("test", 3)
    thumbnails.close()
    assert Micros(clock.now() - begin) >= 2_000_000
