"""The widget that paints: the main picture, and a second one inset."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from footlight.capture.fit import scale
from footlight.codec.onscreen import to_bgra
from footlight.desktop.layout import Box, Corner, Mode, inset_box, main_box, nearest_corner
from footlight.desktop.pictures import Picture
from footlight.model.frame import VideoFrame

_LEAST: Final = QSize(160, 90)
_BEGIN: Final = QSize(960, 540)
_DIMMED: Final = QColor(0, 0, 0, 150)
_DRAGGED: Final = 6
"""Pixels that a press may move and still be a click."""
_MOVES: Final[dict[Qt.Key, tuple[str, str]]] = {
    Qt.Key.Key_Left: ("right", "left"),
    Qt.Key.Key_Right: ("left", "right"),
    Qt.Key.Key_Up: ("bottom", "top"),
    Qt.Key.Key_Down: ("top", "bottom"),
}


class PictureWidget(QWidget):
    """Paints what `show_picture` brings, as soon as it comes."""

    double_clicked = Signal()

    def __init__(self, on_painted: Callable[[Picture], object] = lambda _: None) -> None:
        """``on_painted`` is called with each main picture once, when it was painted for the first time."""
        super().__init__()
        self._on_painted = on_painted
        self._pictures: dict[int, Picture] = {}
        self._images: dict[int, QImage] = {}
        """As they are painted: of the size of their boxes."""
        self._unpainted = False
        self._mode: Mode = "fit"
        self._corner: Corner = "bottom right"
        self._pressed: QPoint | None = None
        self._dragged: QPoint | None = None
        self.dimmed = False
        """Words are over it: the picture is old."""
        self.second_shown = True
        self.setMinimumSize(_LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Each pixel is painted, every time.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def frame(self) -> VideoFrame | None:
        """The main picture that is shown."""
        picture = self._pictures.get(0)
        return picture.frame if picture is not None else None

    @property
    def has_second(self) -> bool:
        """There is a second picture to show."""
        return 1 in self._pictures

    @property
    def mode(self) -> Mode:
        """Fitted into the window, or pixel for pixel."""
        return self._mode

    @mode.setter
    def mode(self, mode: Mode) -> None:
        self._mode = mode
        self._scale_all()

    def show_picture(self, picture: Picture) -> None:
        """Show a picture from now on."""
        before = self._pictures.get(picture.place)
        self._pictures[picture.place] = picture
        if picture.place == 0:
            self._unpainted = True
        if picture.place == 0 and (before is None or _size(before) != _size(picture)):
            self._scale_all()
        else:
            self._scale(picture)
        self.update()

    def forget(self, place: int | None = None) -> None:
        """Show no picture there any more; None: nowhere."""
        for gone in [place] if place is not None else list(self._pictures):
            self._pictures.pop(gone, None)
            self._images.pop(gone, None)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return _BEGIN

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        full_screen = self.window().isFullScreen()
        painter.fillRect(self.rect(), Qt.GlobalColor.black if full_screen else self.palette().window().color())
        main = self._images.get(0)
        if main is not None:
            painter.drawImage(self._logical(self._box(0)).topLeft(), main)
            if self.second_shown and 1 in self._images:
                self._paint_second(painter, self._images[1])
            if self.dimmed:
                painter.fillRect(self.rect(), _DIMMED)
        painter.end()
        if self._unpainted:
            self._unpainted = False
            self._on_painted(self._pictures[0])

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        self._scale_all()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        self.double_clicked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        at = event.position()
        ratio = self.devicePixelRatioF()
        second = self.has_second and self.second_shown and self._box(1).holds(at.x() * ratio, at.y() * ratio)
        if event.button() == Qt.MouseButton.LeftButton and second:
            self._pressed = at.toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._pressed is not None:
            moved = event.position().toPoint() - self._pressed
            if self._dragged is not None or moved.manhattanLength() > _DRAGGED:
                self._dragged = moved
                self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        if self._dragged is not None:
            centre = self._logical(self._box(1)).translated(self._dragged).center()
            self._corner = nearest_corner(centre.x(), centre.y(), (self.width(), self.height()))
        self._pressed = self._dragged = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        move = _MOVES.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
        elif self.has_second:
            self.move_second(*move)

    def move_second(self, away: str, to: str) -> None:
        """Put the second picture on another side, like ``left``, where it was ``right``."""
        corners: tuple[Corner, ...] = ("top left", "top right", "bottom left", "bottom right")
        wanted = self._corner.replace(away, to)
        self._corner = next(corner for corner in corners if corner == wanted)
        self.update()

    def _paint_second(self, painter: QPainter, image: QImage) -> None:
        box = QRectF(self._logical(self._box(1)))
        if self._dragged is not None:
            box.translate(self._dragged)
        edge = QPainterPath()
        edge.addRoundedRect(box, 6, 6)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipPath(edge)
        painter.drawImage(box.topLeft(), image)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(255, 255, 255, 90), 1.5))
        painter.drawPath(edge)
        painter.restore()

    def _box(self, place: int) -> Box:
        window = self._window()
        main = main_box(_size(self._pictures[0]), window, self._mode)
        return main if place == 0 else inset_box(_size(self._pictures[1]), main, window, self._corner)

    def _window(self) -> tuple[int, int]:
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))

    def _logical(self, box: Box) -> QRect:
        ratio = self.devicePixelRatioF()
        return QRect(*(round(side / ratio) for side in (box.x, box.y, box.width, box.height)))

    def _scale_all(self) -> None:
        for picture in self._pictures.values():
            self._scale(picture)
        self.update()

    def _scale(self, picture: Picture) -> None:
        """Bring a picture to the size that it is painted in."""
        if 0 not in self._pictures:
            return  # the second alone has no place
        box = self._box(picture.place)
        image = _image(scale(to_bgra(picture.frame), box.width, box.height))
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self._images[picture.place] = image


def _size(picture: Picture) -> tuple[int, int]:
    return picture.frame.width, picture.frame.height


class _Held(QImage):
    """An image over an array, which it keeps."""

    pixels: NDArray[np.uint8]


def _image(pixels: NDArray[np.uint8]) -> QImage:
    """BGRA, (height, width, 4), as Qt paints it without converting; little-endian machines alone have Footlight."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    image = _Held(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    image.pixels = pixels
    return image
