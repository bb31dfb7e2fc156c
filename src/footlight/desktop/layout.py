"""Where the pictures lie in the window: arithmetic alone, in the device's own pixels."""

from dataclasses import dataclass
from typing import Final, Literal

Mode = Literal["fit", "original"]
Corner = Literal["top left", "top right", "bottom left", "bottom right"]

_INSET_SHARE: Final = 0.25
"""Of the main picture's width, as in the web player."""
_INSET_LEAST: Final = 120
_MARGIN: Final = 0.02


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: int
    y: int
    width: int
    height: int

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


def main_box(picture: tuple[int, int], window: tuple[int, int], mode: Mode) -> Box:
    """Where the main picture lies: as large as fits, or pixel for pixel, in the middle."""
    width, height = picture
    if mode == "fit":
        factor = min(window[0] / width, window[1] / height)
        width, height = max(1, round(width * factor)), max(1, round(height * factor))
    return Box((window[0] - width) // 2, (window[1] - height) // 2, width, height)


def inset_box(picture: tuple[int, int], main: Box, window: tuple[int, int], corner: Corner) -> Box:
    """Where the second picture lies: in a corner of what is seen of the main one."""
    left, top = max(0, main.x), max(0, main.y)
    right, bottom = min(window[0], main.x + main.width), min(window[1], main.y + main.height)
    room = right - left, bottom - top
    margin = round(min(room) * _MARGIN)
    width = min(max(round(room[0] * _INSET_SHARE), _INSET_LEAST), max(1, room[0] // 2))
    height = max(1, round(width * picture[1] / picture[0]))
    if height > room[1] // 2:
        height = max(1, room[1] // 2)
        width = max(1, round(height * picture[0] / picture[1]))
    across, down = "left" in corner, "top" in corner
    return Box(
        left + margin if across else right - margin - width,
        top + margin if down else bottom - margin - height,
        width,
        height,
    )


def nearest_corner(x: float, y: float, window: tuple[int, int]) -> Corner:
    """The corner that a point is nearest to."""
    left, top = x < window[0] / 2, y < window[1] / 2
    if top:
        return "top left" if left else "top right"
    return "bottom left" if left else "bottom right"
