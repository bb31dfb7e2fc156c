"""Where the arrow keys lead among things that lie side by side and one below the other."""

from collections.abc import Sequence
from typing import Final, Literal

from PySide6.QtCore import QRect, Qt

Way = Literal["left", "right", "up", "down"]

WAYS: Final[dict[int, Way]] = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}


def next_place(places: Sequence[QRect], here: int, way: Way) -> int:
    """The index of the place that an arrow leads to from the place ``here``; ``here`` itself where there is none.

    Left and right go through all places in their order, so that they reach each; up and down go to the nearest
    row, and there to the place that is nearest.

    Args:
        places: in reading order, in common coordinates.
    """
    if way == "left":
        return max(0, here - 1)
    if way == "right":
        return min(len(places) - 1, here + 1)
    start = places[here]
    if way == "up":
        beyond = [number for number, place in enumerate(places) if place.bottom() < start.top()]
        row = max((places[number].bottom() for number in beyond), default=None)
        beyond = [number for number in beyond if places[number].bottom() == row]
    else:
        beyond = [number for number, place in enumerate(places) if place.top() > start.bottom()]
        row = min((places[number].top() for number in beyond), default=None)
        beyond = [number for number in beyond if places[number].top() == row]
    return min(beyond, key=lambda number: abs(places[number].center().x() - start.center().x()), default=here)
