"""The widget that paints, on a real display."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from footlight.codec.convert import bgr_to_i420
from footlight.desktop.picture import PictureWidget
from footlight.desktop.pictures import Picture
from footlight.model.frame import PixelFormat, VideoFrame
from footlight.model.units import Micros

pytestmark = pytest.mark.usefixtures("qt_display")


def plain(place: int, colour: tuple[int, ...], format: PixelFormat = "bgr", width: int = 320) -> Picture:
    image = np.full((180, width, len(colour)), colour, np.uint8)
    frame = VideoFrame(image if len(colour) > 1 else image[..., 0], format, width, 180, 0, Micros(0), Micros(0))
    return Picture(place, frame, Micros(0))


BLUE = (200, 30, 20)


@pytest.fixture
def widget() -> Iterator[PictureWidget]:
    made = PictureWidget()
    made.resize(640, 360)
    yield made
    made.deleteLater()


def at(widget: PictureWidget, x: float, y: float) -> tuple[int, int, int]:
    image = widget.grab().toImage()
    colour = QColor(image.pixelColor(round(image.width() * x), round(image.height() * y)))
    return colour.blue(), colour.green(), colour.red()


@pytest.mark.parametrize(
    ("format", "colour", "seen"),
    [
        ("bgr", BLUE, BLUE),
        ("rgb", BLUE[::-1], BLUE),
        ("bgra", (*BLUE, 255), BLUE),
        ("gray", (90,), (90, 90, 90)),
    ],
)
def test_every_format_has_its_colours(
    widget: PictureWidget, format: PixelFormat, colour: tuple[int, ...], seen: tuple[int, int, int]
) -> None:
    widget.show_picture(plain(0, colour, format))

    assert at(widget, 0.5, 0.5) == seen


def test_planar_pictures_have_their_colours_too(widget: PictureWidget) -> None:
    shown = plain(0, BLUE)
    planar = replace(shown.frame, image=bgr_to_i420(shown.frame.image), format="i420")
    widget.show_picture(replace(shown, frame=planar))

    assert all(abs(found - wanted) < 4 for found, wanted in zip(at(widget, 0.5, 0.5), BLUE, strict=True))


def test_what_is_beside_the_picture_is_the_windows_ground(widget: PictureWidget) -> None:
    widget.resize(640, 720)
    widget.show_picture(plain(0, BLUE))
    ground = widget.palette().window().color()

    assert at(widget, 0.5, 0.5) == BLUE
    assert at(widget, 0.5, 0.1) == (ground.blue(), ground.green(), ground.red())


def test_the_second_picture_is_inset_moved_and_hidden(widget: PictureWidget) -> None:
    second = (10, 220, 30)
    widget.show_picture(plain(0, BLUE))
    widget.show_picture(plain(1, second))
    assert at(widget, 0.85, 0.85) == second
    assert at(widget, 0.15, 0.15) == BLUE

    QTest.keyClick(widget, Qt.Key.Key_Left)
    assert at(widget, 0.15, 0.85) == second
    QTest.keyClick(widget, Qt.Key.Key_Up)
    assert at(widget, 0.15, 0.15) == second
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=QPoint(80, 50))
    QTest.mouseMove(widget, QPoint(300, 200))
    QTest.mouseMove(widget, QPoint(560, 300))
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=QPoint(560, 300))
    assert at(widget, 0.85, 0.85) == second

    widget.second_shown = False
    assert at(widget, 0.85, 0.85) == BLUE
    widget.second_shown = True
    widget.forget(1)
    assert at(widget, 0.85, 0.85) == BLUE


def test_a_second_picture_that_comes_first_waits_for_the_main_one(widget: PictureWidget) -> None:
    widget.show_picture(plain(1, (1, 2, 3)))
    assert widget.frame is None
    widget.show_picture(plain(0, BLUE))

    assert at(widget, 0.5, 0.5) == BLUE
    assert at(widget, 0.85, 0.85) == (1, 2, 3)


def test_a_picture_of_another_size_takes_its_place(widget: PictureWidget) -> None:
    widget.show_picture(plain(0, BLUE))
    widget.show_picture(plain(0, (5, 6, 7), width=160))

    assert at(widget, 0.5, 0.5) == (5, 6, 7)
    assert at(widget, 0.1, 0.5) != (5, 6, 7)


def test_each_main_picture_is_told_of_once() -> None:
    painted: list[Picture] = []
    widget = PictureWidget(painted.append)
    first = plain(0, BLUE)
    widget.show_picture(first)
    widget.grab()
    widget.grab()

    assert painted == [first]
    widget.deleteLater()
