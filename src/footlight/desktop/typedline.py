"""The line that one types in, of the chat beside the picture."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from footlight.client.chat.completion import Cycle

_LINE_END: Final = "⏎"
"""What stands for the end of a line, in a field that has one row."""


class TypedLine(QLineEdit):
    """Tab completes, Up where nothing is typed changes what one said last, and Escape leaves; the window's keys are
    letters here."""

    completed = Signal(int)
    """Another completion is wanted: the next, or the one before."""
    left = Signal()
    above = Signal()
    """What was said last is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.cycle = Cycle()
        self.setAccessibleName("What to say")

    @property
    def said(self) -> str:
        """What is typed, with the ends of its lines."""
        return self.text().replace(_LINE_END, "\n").replace("\u2028", "\n").strip()

    def fill(self, text: str) -> None:
        """Let this stand there, to be gone on with."""
        self.setText(text.replace("\n", _LINE_END))
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and self._pressed(event.key()):
                return True
        return super().event(event)

    def _pressed(self, key: int) -> bool:
        match key:
            case Qt.Key.Key_Tab | Qt.Key.Key_Backtab:
                self.completed.emit(1 if key == Qt.Key.Key_Tab else -1)
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_Up if not self.text():
                self.above.emit()
            case _:
                return False
        return True
