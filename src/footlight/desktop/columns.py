"""A layout of columns of one width, as many as fit: cards side by side."""

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

_GAP: Final = 12


class ColumnsLayout(QLayout):
    """Fills rows from the left; all items are as wide as each other, and as high as the first wants to be."""

    def __init__(self, parent: QWidget, least_width: int, most_width: int) -> None:
        """``least_width`` and ``most_width``: of a column, in pixels."""
        super().__init__(parent)
        self._least_width = least_width
        self._most_width = most_width
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        return max((place.bottom() + 1 for place in self._places(QRect(0, 0, width, 0))), default=0)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self._least_width, 0)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        super().setGeometry(rect)
        for item, place in zip(self._shown(), self._places(rect), strict=True):
            item.setGeometry(place)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _places(self, rect: QRect) -> list[QRect]:
        shown = self._shown()
        if not shown:
            return []
        columns = max(1, (rect.width() + _GAP) // (self._least_width + _GAP))
        width = min(self._most_width, (rect.width() + _GAP) // columns - _GAP)
        first = shown[0]
        height = first.heightForWidth(width) if first.hasHeightForWidth() else first.sizeHint().height()
        return [
            QRect(
                rect.x() + number % columns * (width + _GAP),
                rect.y() + number // columns * (height + _GAP),
                width,
                height,
            )
            for number in range(len(shown))
        ]
