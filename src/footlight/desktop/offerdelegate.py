"""How the broadcast chooser's rows are drawn: a name, and a line below it; or a heading."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

_EDGE: Final = 10
_ROLE: Final = QPalette.ColorRole
_LINE: Final = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class OfferDelegate(QStyledItemDelegate):
    """Draws an item's text: the first line in bold, a second one softly. Nothing in it is read as markup."""

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        lines = 1 + str(index.data()).count("\n")
        return QSize(0, lines * option.fontMetrics.height() + (2 * _EDGE if lines > 1 else _EDGE))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        name, _, details = str(index.data()).partition("\n")
        colours, height = option.palette, option.fontMetrics.height()
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        selected = enabled and bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected or (enabled and option.state & QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.color(_ROLE.Highlight if selected else _ROLE.AlternateBase))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 1, -2, -1), 6, 6)
        ink = colours.color(_ROLE.HighlightedText if selected else _ROLE.Text)
        soft = _softer(ink) if selected else colours.color(_ROLE.PlaceholderText)
        line = QRect(option.rect.x() + _EDGE, option.rect.y() + _EDGE, option.rect.width() - 2 * _EDGE, height)
        if not details:
            line.moveBottom(option.rect.bottom() - 3)
        bold = QFont(option.font)
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(ink if enabled else soft)
        painter.drawText(line, _LINE, painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, line.width()))
        painter.setFont(option.font)
        painter.setPen(soft)
        line.translate(0, height)
        painter.drawText(line, _LINE, option.fontMetrics.elidedText(details, Qt.TextElideMode.ElideRight, line.width()))
        painter.restore()


def _softer(colour: QColor) -> QColor:
    softer = QColor(colour)
    softer.setAlphaF(0.75)
    return softer
