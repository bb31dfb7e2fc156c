"""A card of the source chooser: something that gives pictures, with a thumbnail."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from footlight.capture.listing import SourceInfo
from footlight.desktop.sourcebutton import ROUND, SourceButton
from footlight.desktop.thumbnails import Thumbnail
from footlight.errors import FootlightError

LEAST_WIDTH: Final = 200
MOST_WIDTH: Final = 320

_EDGE: Final = 4
_ROLE: Final = QPalette.ColorRole
_TEXT: Final = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class SourceCard(SourceButton):
    """A thumbnail, a name, a line of details; without a thumbnail it says why."""

    def __init__(self, info: SourceInfo, parent: QWidget) -> None:
        self._picture: QImage | None = None
        self._trouble = ""
        super().__init__(info, parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def pictured(self) -> bool:
        """There is something to take thumbnails of."""
        return not self._why_not()

    def show_thumbnail(self, thumbnail: Thumbnail) -> None:
        """Show the newest thumbnail, or why there is none."""
        if isinstance(thumbnail, FootlightError):
            self._picture, self._trouble = None, str(thumbnail)
        else:
            height, width, _ = thumbnail.shape
            shared = QImage(thumbnail.data, width, height, 3 * width, QImage.Format.Format_BGR888)
            self._picture, self._trouble = shared.copy(), ""
        self._describe()
        self.update()

    @property
    def picture(self) -> QImage | None:
        """The thumbnail that is shown."""
        return None if self._why_not() else self._picture

    @property
    def said(self) -> str:
        """What stands in the thumbnail's place; nothing where there is one."""
        if self.picture is not None:
            return ""
        return self._why_not() or self._trouble or "Looking…"

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        return self._view(width).height() + 2 * self.fontMetrics().height() + 3 * _EDGE + 12

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(LEAST_WIDTH, self.heightForWidth(LEAST_WIDTH))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        self._draw_frame(painter)
        view = self._view(self.width())
        self._draw_view(painter, view)
        self._draw_badge(painter, QPoint(view.x() + 6, view.y() + 6))
        self._draw_words(painter, view)
        painter.end()

    def _state(self) -> str:
        return "" if self._picture is not None else self.said

    def _why_not(self) -> str:
        if self.info.hidden:
            return "Minimised or out of sight"
        if self.info.source in {"screen", "window"}:
            return "Chosen in the system's own dialog when it is sent"
        return ""

    def _view(self, width: int) -> QRect:
        inner = width - 2 * _EDGE
        return QRect(_EDGE, _EDGE, inner, inner * 9 // 16)

    def _draw_view(self, painter: QPainter, view: QRect) -> None:
        colours = self.palette()
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(view), ROUND - 1, ROUND - 1)
        painter.save()
        painter.setClipPath(outline)
        painter.fillRect(view, colours.color(_ROLE.AlternateBase))
        picture = self.picture
        if picture is None:
            painter.setPen(colours.color(_ROLE.PlaceholderText))
            flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter
            painter.drawText(view.adjusted(34, 6, -34, -6), flags, self.said)
        else:
            size = picture.size().scaled(view.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(QPoint(0, 0), size)
            place.moveCenter(view.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, picture)
        painter.restore()

    def _draw_words(self, painter: QPainter, view: QRect) -> None:
        colours, metrics = self.palette(), self.fontMetrics()
        line = QRect(view.x() + 8, view.bottom() + 1 + _EDGE + 2, view.width() - 16, metrics.height())
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(colours.color(_ROLE.Text))
        painter.drawText(
            line, _TEXT, painter.fontMetrics().elidedText(self.name, Qt.TextElideMode.ElideRight, line.width())
        )
        painter.setFont(self.font())
        painter.setPen(colours.color(_ROLE.PlaceholderText))
        line.translate(0, metrics.height() + 2)
        painter.drawText(line, _TEXT, metrics.elidedText(self.details, Qt.TextElideMode.ElideRight, line.width()))
