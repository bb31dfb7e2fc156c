"""What the source chooser's cards and rows have in common: a source that is ticked, by mouse or keys."""

from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QWidget

from footlight.capture.listing import SourceInfo, SourceKind
from footlight.desktop.arrows import WAYS

_KINDS: Final[dict[SourceKind, str]] = {
    "screen": "Screen",
    "window": "Window",
    "camera": "Camera",
    "mic": "Microphone",
    "system": "What plays on",
    "test": "Always there:",
    "file": "File",
}
_ROLE: Final = QPalette.ColorRole

BADGE: Final = 22
ROUND: Final = 8.0


class SourceButton(QCheckBox):
    """A source; a real check box to those who cannot see it.

    Its words come from other programs: they are drawn as they are, and never read as markup or mnemonics.
    """

    stepped = Signal(str)
    """An arrow key: a `Way`."""
    taken = Signal()
    """Double-clicked: this one, and at once."""

    def __init__(self, info: SourceInfo, parent: QWidget) -> None:
        super().__init__(parent)
        self.info = info
        self._order: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.tell(info)

    @property
    def name(self) -> str:
        """What people call it."""
        return self.info.name or self.info.source

    @property
    def details(self) -> str:
        """A line about it."""
        info = self.info
        words = [] if info.width is None else [f"{info.width} × {info.height}"]
        if info.hidden:
            words.append("hidden")
        if info.default and info.kind in {"mic", "system"}:
            words.append("the system's default")
        return ", ".join(words)

    def tell(self, info: SourceInfo) -> None:
        """Show the source as it is now."""
        self.info = info
        self._describe()
        self.update()

    def number(self, order: int | None) -> None:
        """Show which of several chosen ones it is, from 1; None where there is nothing to number."""
        self._order = order
        self._describe()
        self.update()

    def hitButton(self, position: QPoint) -> bool:  # noqa: N802 - Qt's name
        return self.rect().contains(position)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        way = WAYS.get(event.key())
        if way is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(way)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton:
            self.taken.emit()

    def _state(self) -> str:
        """What more there is to say to those who cannot see it."""
        return ""

    def _describe(self) -> None:
        name = " ".join((_KINDS[self.info.kind], self.name))
        order = "" if self._order is None else f"number {self._order} of those that are chosen"
        description = "; ".join(part for part in (self.details, self._state(), order) if part)
        if name != self.accessibleName():
            self.setAccessibleName(name)
        if description != self.accessibleDescription():
            self.setAccessibleDescription(description)

    def _draw_frame(self, painter: QPainter) -> None:
        """The ground, a border of the accent's colour where it is ticked, and a ring where keys go."""
        colours = self.palette()
        ticked = self.isChecked()
        border = colours.color(_ROLE.Highlight if ticked else _ROLE.Mid)
        ground = colours.color(_ROLE.AlternateBase if self.underMouse() else _ROLE.Base)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(border, 2.0 if ticked else 1.0))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), ROUND, ROUND)
        if self.hasFocus():
            painter.setPen(QPen(colours.color(_ROLE.Text), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), ROUND + 2, ROUND + 2)

    def _draw_badge(self, painter: QPainter, at: QPoint) -> None:
        """A box to tick: empty, with a tick, or with the number of several."""
        colours = self.palette()
        box = QRectF(QRect(at.x(), at.y(), BADGE, BADGE)).adjusted(1, 1, -1, -1)
        if not self.isChecked():
            ground = QColor(colours.color(_ROLE.Base))
            ground.setAlphaF(0.8)
            painter.setPen(QPen(colours.color(_ROLE.PlaceholderText), 1.5))
            painter.setBrush(ground)
            painter.drawRoundedRect(box, 5, 5)
            return
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.color(_ROLE.Highlight))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(QPen(colours.color(_ROLE.HighlightedText), 2.5))
        if self._order is None:
            left, top, side = box.x(), box.y(), box.width()
            tick = ((0.25, 0.52), (0.43, 0.7), (0.76, 0.32))
            painter.drawPolyline(QPolygonF([QPointF(left + x * side, top + y * side) for x, y in tick]))
        else:
            font = painter.font()
            font.setBold(True)
            painter.setFont(font)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self._order))
        painter.restore()
