"""Where pictures lie in windows of any shape."""

import pytest

from footlight.desktop.layout import Box, Corner, inset_box, main_box, nearest_corner

HD = (1920, 1080)


def test_the_main_picture_is_as_large_as_fits_and_in_the_middle() -> None:
    assert main_box(HD, (960, 800), "fit") == Box(0, 130, 960, 540)
    assert main_box(HD, (2000, 540), "fit") == Box(520, 0, 960, 540)
    assert main_box((160, 90), (1600, 900), "fit") == Box(0, 0, 1600, 900)


def test_in_its_original_size_it_keeps_every_pixel() -> None:
    assert main_box(HD, (960, 540), "original") == Box(-480, -270, 1920, 1080)
    assert main_box((160, 90), (1600, 900), "original") == Box(720, 405, 160, 90)


@pytest.mark.parametrize("corner", ["top left", "top right", "bottom left", "bottom right"])
@pytest.mark.parametrize("window", [(1280, 720), (320, 180), (400, 900), (100, 60)])
@pytest.mark.parametrize("picture", [(640, 480), (480, 2000), (4000, 200)])
def test_the_second_picture_lies_within_its_corner(
    corner: Corner, window: tuple[int, int], picture: tuple[int, int]
) -> None:
    main = main_box(HD, window, "fit")
    box = inset_box(picture, main, window, corner)

    assert main.x <= box.x
    assert box.x + box.width <= main.x + main.width
    assert main.y <= box.y
    assert box.y + box.height <= main.y + main.height
    assert ("left" in corner) == (box.x + box.width / 2 < main.x + main.width / 2)
    assert ("top" in corner) == (box.y + box.height / 2 < main.y + main.height / 2)


def test_beside_a_cropped_picture_the_second_stays_in_sight() -> None:
    window = (800, 600)
    box = inset_box((640, 480), main_box(HD, window, "original"), window, "bottom right")

    assert box.x + box.width <= 800
    assert box.y + box.height <= 600
    assert box.width == 200


def test_the_nearest_corner_is_found() -> None:
    assert nearest_corner(10, 10, (800, 600)) == "top left"
    assert nearest_corner(500, 10, (800, 600)) == "top right"
    assert nearest_corner(10, 310, (800, 600)) == "bottom left"
    assert nearest_corner(500, 500, (800, 600)) == "bottom right"
