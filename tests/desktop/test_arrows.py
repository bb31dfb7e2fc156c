"""Where the arrow keys lead."""

import pytest
from PySide6.QtCore import QRect

from footlight.desktop.arrows import Way, next_place

# Two rows of three, and below another heading a row of two that are wider.
PLACES = [
    *[QRect(x, y, 100, 80) for y in (0, 100) for x in (0, 110, 220)],
    *[QRect(x, 240, 150, 40) for x in (0, 160)],
]


@pytest.mark.parametrize(
    ("way", "here", "there"),
    [
        ("left", 0, 0),
        ("left", 3, 2),
        ("right", 2, 3),
        ("right", 7, 7),
        ("up", 1, 1),
        ("up", 4, 1),
        ("down", 1, 4),
        ("down", 5, 7),
        ("down", 3, 6),
        ("down", 7, 7),
        ("up", 7, 5),
    ],
)
def test_an_arrow_leads_to_the_nearest_place(way: Way, here: int, there: int) -> None:
    assert next_place(PLACES, here, way) == there


def test_every_place_is_reached_from_the_first_to_the_last() -> None:
    here, seen = 0, [0]
    while (after := next_place(PLACES, here, "right")) != here:
        here = after
        seen.append(here)
    assert seen == list(range(len(PLACES)))
