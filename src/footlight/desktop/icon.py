"""Footlight's icon, as web/app/icon.svg has it: drawn, so that no file and no reader of SVG is needed."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPolygonF

_SIDES: Final = (16, 24, 32, 48, 64, 128, 256)
_GRID: Final = 32
"""The drawing's own width and height."""


def icon() -> QIcon:
    """A light from below; in every size that a desktop asks for."""
    drawn = QIcon()
    for side in _SIDES:
        drawn.addPixmap(_pixmap(side))
    return drawn


def _pixmap(side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.scale(side / _GRID, side / _GRID)
    painter.setBrush(QColor("#16131d"))
    painter.drawRoundedRect(QRectF(0, 0, _GRID, _GRID), 8, 8)
    for opacity, corners in ((0.28, ((16, 6), (27, 26), (5, 26))), (0.75, ((16, 11), (22.5, 26), (9.5, 26)))):
        light = QColor("#ffb454")
        light.setAlphaF(opacity)
        painter.setBrush(light)
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    painter.setBrush(QColor("#ff7a59"))
    painter.drawRoundedRect(QRectF(6, 24, 20, 3), 1.5, 1.5)
    painter.end()
    return pixmap
