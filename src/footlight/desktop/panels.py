"""What lies over the picture: figures, the page of keys, the state in words, short notes."""

from collections.abc import Sequence
from html import escape
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from footlight.desktop.states import Told

_NOTE_MS: Final = 5_000
_WIDEST: Final = 640
_AROUND_STATE: Final = 52
_AROUND: Final = 36
"""Pixels beside words: what the style below says, and a little."""
# Over pictures of any colour, so the same in dark and light.
_OVER_PICTURE: Final = "background: rgba(12, 10, 16, 230); color: #f3f0f7; border-radius: 10px; padding: 10px 14px;"
_NAME: Final = "color: #b9b2c4"


def announce(widget: QWidget, words: str) -> None:
    """Let a screen reader say it now."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))


class RowsPanel(QLabel):
    """Names and values, a row each; hidden until it is wanted. Clicks go through it."""

    def __init__(self, parent: QWidget, name: str) -> None:
        """``name`` is what a screen reader calls it."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setStyleSheet(f"QLabel {{ {_OVER_PICTURE} }}")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_rows(self, rows: Sequence[tuple[str, str]]) -> None:
        """Show these from now on."""
        cells = "".join(
            f"<tr><td style='{_NAME}; padding-right: 18px'>{escape(name)}</td><td>{escape(value)}</td></tr>"
            for name, value in rows
        )
        self.setText(f"<table cellspacing='0' cellpadding='2'>{cells}</table>")
        self.setAccessibleDescription("; ".join(f"{name}: {value}" for name, value in rows))
        self.adjustSize()


class StatePanel(QWidget):
    """The state in words, in the middle."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        box = self._box = QWidget(self)
        box.setObjectName("state")
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title, self._detail = QLabel(box), QLabel(box)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 1.7)
        font.setWeight(QFont.Weight.DemiBold)
        self._title.setFont(font)
        layout = QVBoxLayout(box)
        layout.setSpacing(6)
        layout.setContentsMargins(24, 16, 24, 16)
        for label in (self._title, self._detail):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            layout.addWidget(label)

    def tell(self, told: Told, *, over_picture: bool) -> None:
        """Show a state, or nothing where the picture tells it."""
        self._title.setText(told.title)
        self._detail.setText(told.detail)
        self._detail.setVisible(bool(told.detail))
        look = f"QWidget#state {{ {_OVER_PICTURE} }} QLabel {{ color: #f3f0f7; }}" if over_picture else ""
        self._box.setStyleSheet(look)
        self.setAccessibleName(told.words)
        self.setVisible(not told.picture)
        self._place()

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        self._place()

    def _place(self) -> None:
        """In the middle, no wider than its words or the window."""
        widest = max(label.fontMetrics().horizontalAdvance(label.text()) for label in (self._title, self._detail))
        width = min(self.width(), widest + _AROUND_STATE, _WIDEST)
        layout = self._box.layout()
        height = layout.heightForWidth(width) if layout is not None else 0
        self._box.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)


class Note(QLabel):
    """Some words at the bottom, for a few seconds."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Note")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setStyleSheet(f"QLabel {{ {_OVER_PICTURE} }}")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, words: str) -> None:
        """Show it, and let it be read."""
        self.setText(words)
        self.show()
        self.raise_()
        self._timer.start(_NOTE_MS)
        announce(self, words)

    def fit(self, width: int) -> None:
        """Be as wide as the words are, within ``width`` pixels and what is read at one glance."""
        words = self.fontMetrics().horizontalAdvance(self.text()) + _AROUND
        self.setFixedWidth(max(1, min(words, width, _WIDEST)))
        self.adjustSize()


class UnreadSign(QLabel):
    """How much was said in a chat that is not seen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Unread lines of the chat")
        self.setStyleSheet(f"QLabel {{ {_OVER_PICTURE} }}")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def count(self, lines: int, *, to_us: bool) -> None:
        """Show so many; ``to_us``: some of them speak to who watches."""
        self.setText(f"{lines} new in the chat{', to you' if to_us else ''}: T")
        self.adjustSize()
        self.setVisible(lines > 0)


class RecordingSign(QLabel):
    """A red dot and a word while a recording runs."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("● Recording", parent)
        self.setAccessibleName("Recording")
        self.setStyleSheet(f"QLabel {{ {_OVER_PICTURE} color: #ff7a7c; }}")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.adjustSize()
        self.hide()
