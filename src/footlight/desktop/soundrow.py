"""A row of the source chooser: something that is heard, with a meter while it is chosen."""

import math
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from footlight.capture.listing import SourceInfo
from footlight.desktop.levels import Level
from footlight.desktop.sourcebutton import BADGE, SourceButton
from footlight.errors import FootlightError

LEAST_WIDTH: Final = 320
MOST_WIDTH: Final = 652

_EDGE: Final = 12
_METER: Final = 96
_FLOOR: Final = -60.0
"""Decibels below full scale that the meter shows as nothing."""
_ROLE: Final = QPalette.ColorRole
_TEXT: Final = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class SoundRow(SourceButton):
    """A name, a line of details; ticked, how loud it is, for a microphone is opened only when it is wanted."""

    def __init__(self, info: SourceInfo, parent: QWidget) -> None:
        self._level = 0.0
        self._trouble = ""
        super().__init__(info, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.toggled.connect(self._begin)

    @property
    def level(self) -> float:
        """How far the meter goes, 0 to 1."""
        return self._level

    def show_level(self, level: Level) -> None:
        """Show the newest level, or why there is none."""
        if isinstance(level, FootlightError):
            self._level, self._trouble = 0.0, str(level)
            self._describe()
        else:
            self._level, self._trouble = shown_level(level), ""
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(LEAST_WIDTH, 2 * self.fontMetrics().height() + 2 * _EDGE)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        self._draw_frame(painter)
        self._draw_badge(painter, QPoint(_EDGE, (self.height() - BADGE) // 2))
        meter = QRect(self.width() - _EDGE - _METER, self.height() // 2 - 3, _METER, 6)
        left = _EDGE + BADGE + 10
        words = QRect(left, 0, self.width() - left - _EDGE, self.height())
        if self.isChecked() and not self._trouble:
            self._draw_meter(painter, meter)
            words.setRight(meter.left() - _EDGE)
        self._draw_words(painter, words)
        painter.end()

    def _state(self) -> str:
        return self._trouble

    def _begin(self, _ticked: bool) -> None:
        self._level, self._trouble = 0.0, ""

    def _draw_words(self, painter: QPainter, words: QRect) -> None:
        colours, metrics = self.palette(), self.fontMetrics()
        below = self._trouble or self.details
        line = QRect(words.x(), 0, words.width(), metrics.height())
        line.moveTop((self.height() - line.height() * (2 if below else 1)) // 2)
        painter.setPen(colours.color(_ROLE.Text))
        painter.drawText(line, _TEXT, metrics.elidedText(self.name, Qt.TextElideMode.ElideRight, line.width()))
        line.translate(0, metrics.height())
        painter.setPen(colours.color(_ROLE.PlaceholderText))
        painter.drawText(line, _TEXT, metrics.elidedText(below, Qt.TextElideMode.ElideRight, line.width()))

    def _draw_meter(self, painter: QPainter, meter: QRect) -> None:
        colours = self.palette()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.color(_ROLE.Mid))
        painter.drawRoundedRect(QRectF(meter), 3, 3)
        painter.setBrush(colours.color(_ROLE.Highlight))
        painter.drawRoundedRect(QRectF(meter.x(), meter.y(), meter.width() * self._level, meter.height()), 3, 3)


def shown_level(loudest: float) -> float:
    """How far a meter goes, 0 to 1, for a sample of 0 to 1: even steps of decibels, as people hear."""
    decibels = 20 * math.log10(max(loudest, 1e-6))
    return min(1.0, max(0.0, 1 - decibels / _FLOOR))
