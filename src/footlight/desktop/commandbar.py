"""The line of a chooser that shows a command, with a button to copy it."""

from collections.abc import Sequence

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from footlight.desktop.commandline import command_line, without_secrets


class CommandBar(QWidget):
    """Shows a command without its secrets; what is copied has them."""

    def __init__(self) -> None:
        super().__init__()
        self._words: list[str] = []
        self._line = QLineEdit()
        self._line.setReadOnly(True)
        self._line.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._line.setAccessibleName("The command that does the same")
        self._line.setPlaceholderText("The command that does the same stands here")
        self._copy = QPushButton("Cop&y")
        self._copy.setAutoDefault(False)
        self._copy.setAccessibleName("Copy the command")
        self._copy.clicked.connect(self._to_clipboard)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._line, 1)
        row.addWidget(self._copy)
        self.show_words([])

    @property
    def text(self) -> str:
        """What is shown."""
        return self._line.text()

    def show_words(self, words: Sequence[str]) -> None:
        """Show this command; nothing where there are no words."""
        self._words = list(words)
        self._line.setText(command_line(without_secrets(words)))
        self._line.setCursorPosition(0)
        self._copy.setEnabled(bool(words))
        self._copy.setText("Cop&y")

    def _to_clipboard(self) -> None:
        QGuiApplication.clipboard().setText(command_line(self._words))
        self._copy.setText("Copied")
