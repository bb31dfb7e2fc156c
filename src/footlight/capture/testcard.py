"""The test card: a picture that moves, with a clock for people and one for machines burnt in."""

import math
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from footlight.capture import timestrip
from footlight.model.units import Micros

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]

# Colours are (blue, green, red), as OpenCV has them.
_NIGHT: Final[Colour] = (38, 22, 14)
_DUSK: Final[Colour] = (74, 40, 30)
_LINE: Final[Colour] = (84, 56, 44)
_TEXT: Final[Colour] = (240, 232, 226)
_QUIET: Final[Colour] = (178, 156, 140)
_LIGHT: Final[Colour] = (72, 178, 255)
"""A stage lamp's amber: the hand."""
_FLASH: Final[Colour] = (255, 255, 255)
_BARS: Final[tuple[Colour, ...]] = (
    (191, 191, 191), (0, 191, 191), (191, 191, 0), (0, 191, 0), (191, 0, 191), (0, 0, 191), (191, 0, 0),
)  # fmt: skip
"""The bars of 75 %, in the order of SMPTE: white, yellow, cyan, green, magenta, red, blue."""
_CLOCK_SIGNS: Final = "0123456789:."
FLASH: Final = Micros(100_000)
"""How long the dial's middle lights up at each full second: exactly while the beep sounds."""
_LAMP: Final = 0.17
"""The middle's radius, in the dial's."""
_LEAST_WIDTH: Final = 160
"""Below this there is no room for words."""


class TestCard:
    """Draws pictures of one size; all that stands still is drawn once."""

    __test__ = False  # keeps pytest from collecting it

    def __init__(self, width: int, height: int, fps: float) -> None:
        self.width = width
        self.height = height
        self._unit = min(width / 1280, height / 720)
        self._centre = (round(width * 0.24), round(height * 0.40))
        self._radius = round(min(width * 0.18, height * 0.29))
        self._lamp = max(1, round(self._radius * _LAMP))
        self._bars_top = round(height * 0.80)
        self._bars_height = max(1, round(height * 0.09))
        self._text = width >= _LEAST_WIDTH
        self._signs = {sign: self._sign(sign) for sign in _CLOCK_SIGNS} if self._text else {}
        self._background = self._draw_background(fps)

    def draw(self, captured_at: Micros, number: int) -> Picture:
        """The picture of an instant: uint8, (height, width, 3), BGR; a new array each time."""
        image = self._background.copy()
        self._draw_dial(image, captured_at)
        self._draw_runner(image, captured_at)
        if self._text:
            self._draw_clock(image, captured_at)
        timestrip.draw(image, captured_at, number)
        return image

    def _draw_background(self, fps: float) -> Picture:
        ramp = np.linspace(0, 1, self.height, dtype=np.float32)[:, np.newaxis, np.newaxis]
        rows = np.asarray(_DUSK, np.float32) * (1 - ramp) + np.asarray(_NIGHT, np.float32) * ramp
        image: Picture = np.repeat(np.round(rows).astype(np.uint8), self.width, axis=1)
        step = max(8, round(40 * self._unit))
        image[::step] = image[:, ::step] = _LINE
        self._draw_bars(image)
        cv2.circle(image, self._centre, self._radius, _NIGHT, cv2.FILLED, cv2.LINE_AA)
        for minute in range(60):
            inner = 0.88 if minute % 5 == 0 else 0.94
            cv2.line(image, self._rim(minute / 60, inner), self._rim(minute / 60, 0.98), _QUIET, 1, cv2.LINE_AA)
        cv2.circle(image, self._centre, self._radius, _TEXT, max(1, round(3 * self._unit)), cv2.LINE_AA)
        if self._text:
            left = self._text_left
            self._write(image, "Footlight", (left, 0.25), 92, _TEXT, 700)
            self._write(image, "Live video for people who run their own", (left, 0.33), 26, _QUIET, 400)
            self._write(
                image, f"{self.width} x {self.height}, {fps:g} pictures a second", (left, 0.63), 26, _QUIET, 400
            )
        return image

    @property
    def _text_left(self) -> float:
        return 0.47

    def _draw_bars(self, image: Picture) -> None:
        edges = np.linspace(0, self.width, len(_BARS) + 1).round().astype(int)
        for colour, left, right in zip(_BARS, edges, edges[1:], strict=False):
            image[self._bars_top : self._bars_top + self._bars_height, left:right] = colour
        image[self._bars_top + self._bars_height :] = _NIGHT

    def _draw_dial(self, image: Picture, captured_at: Micros) -> None:
        turn = captured_at % 2_000_000 / 2_000_000
        degrees = turn * 360 - 90
        axes = (round(self._radius * 0.80),) * 2
        for part in range(6, 0, -1):
            fade = 1 - part / 7
            colour = tuple(round(n + (lamp - n) * fade * 0.55) for n, lamp in zip(_NIGHT, _LIGHT, strict=True))
            cv2.ellipse(image, self._centre, axes, 0, degrees - part * 12, degrees - part * 12 + 12, colour, cv2.FILLED)
        thick = max(1, round(5 * self._unit))
        cv2.line(image, self._centre, self._rim(turn, 0.80), _LIGHT, thick, cv2.LINE_AA)
        lit = captured_at % 1_000_000 < FLASH
        cv2.circle(image, self._centre, self._lamp, _FLASH if lit else _NIGHT, cv2.FILLED, cv2.LINE_AA)
        cv2.circle(image, self._centre, self._lamp, _TEXT, max(1, round(3 * self._unit)), cv2.LINE_AA)

    def _draw_runner(self, image: Picture, captured_at: Micros) -> None:
        """A light that runs along the bars and back in four seconds: it shows every stutter."""
        phase = captured_at % 4_000_000 / 4_000_000
        size = self._bars_height
        left = round((self.width - size) * (1 - abs(2 * phase - 1)))
        centre = (left + size // 2, self._bars_top + size // 2)
        cv2.circle(image, centre, max(1, round(size * 0.36)), _NIGHT, cv2.FILLED, cv2.LINE_AA)
        cv2.circle(image, centre, max(1, round(size * 0.26)), _TEXT, cv2.FILLED, cv2.LINE_AA)

    def _draw_clock(self, image: Picture, captured_at: Micros) -> None:
        left, top = round(self.width * self._text_left), round(self.height * 0.42)
        for sign in clock_text(captured_at):
            tile = self._signs[sign]
            high, wide = tile.shape[:2]
            place = image[top : top + high, left : left + wide]
            np.maximum(place, tile[: place.shape[0], : place.shape[1]], out=place)
            left += wide

    def _sign(self, sign: str) -> Picture:
        """One sign of the clock on black: digits all as wide as each other, so that they do not dance."""
        size = max(6, round(92 * self._unit))
        wide = round(size * (0.64 if sign.isdigit() else 0.32))
        tile: Picture = np.zeros((size, wide, 3), np.uint8)
        face = cv2.FontFace("sans")
        left, _, ink, _ = cv2.getTextSize((0, 0), sign, (0, 0), face, size, 600)
        cv2.putText(tile, sign, ((wide - ink) // 2 - left, round(size * 0.82)), _TEXT, face, size, 600)
        return tile

    def _write(
        self, image: Picture, text: str, place: tuple[float, float], size: int, colour: Colour, weight: int
    ) -> None:
        origin = (round(self.width * place[0]), round(self.height * place[1]))
        cv2.putText(image, text, origin, colour, cv2.FontFace("sans"), max(6, round(size * self._unit)), weight)

    def _rim(self, turn: float, reach: float) -> tuple[int, int]:
        angle = 2 * math.pi * turn
        x, y = self._centre
        return round(x + self._radius * reach * math.sin(angle)), round(y - self._radius * reach * math.cos(angle))


def flashes(image: NDArray[np.uint8]) -> bool:
    """Whether the dial's middle is lit in a decoded picture: uint8, (height, width, 3), as large as it was drawn."""
    height, width = image.shape[:2]
    x, y, side = round(width * 0.24), round(height * 0.40), max(1, round(min(width * 0.18, height * 0.29) * _LAMP / 2))
    return bool(image[y - side : y + side, x - side : x + side].mean() > 128)


def clock_text(instant: Micros) -> str:
    """The time of day in UTC as HH:MM:SS.mmm."""
    milliseconds = instant // 1_000 % 86_400_000
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1_000:02}.{rest % 1_000:03}"
