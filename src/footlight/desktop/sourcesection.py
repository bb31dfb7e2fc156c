"""A part of the source chooser: a heading, and sources of like kinds below it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from footlight.capture.listing import SourceInfo
from footlight.desktop.columns import ColumnsLayout
from footlight.desktop.sourcebutton import SourceButton


class SourceSection(QWidget):
    """Follows the listing; its buttons stay the same for as long as their sources are there."""

    def __init__(
        self, heading: str, columns: tuple[int, int], make: Callable[[SourceInfo, QWidget], SourceButton]
    ) -> None:
        """An empty section.

        Args:
            heading: what is here.
            columns: the least and the most width of a button.
            make: makes a source's button.
        """
        super().__init__()
        self._make = make
        self._buttons: dict[str, SourceButton] = {}
        title = QLabel(heading)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        self._note = QLabel()
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._note.setEnabled(False)
        self._cards = QWidget()
        self._layout = ColumnsLayout(self._cards, *columns)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 12)
        whole.addWidget(title)
        whole.addWidget(self._note)
        whole.addWidget(self._cards)

    @property
    def buttons(self) -> list[SourceButton]:
        """Those that came first stand first: what is looked at stays where it is."""
        return list(self._buttons.values())

    @property
    def note(self) -> str:
        """What is said below the heading."""
        return self._note.text()

    def follow(self, sources: Sequence[SourceInfo], note: str) -> tuple[list[SourceButton], list[SourceButton]]:
        """Show these sources and no others, and ``note`` below the heading; returns the new and the old buttons.

        The old ones are taken out of the layout, and are the caller's to delete.
        """
        wanted = {info.source: info for info in sources}
        old = [button for text, button in self._buttons.items() if text not in wanted]
        for button in old:
            self._layout.removeWidget(button)
            del self._buttons[button.info.source]
        new: list[SourceButton] = []
        for text, info in wanted.items():
            known = self._buttons.get(text)
            if known is None:
                self._buttons[text] = button = self._make(info, self._cards)
                self._layout.addWidget(button)
                button.show()
                new.append(button)
            elif known.info != info:
                known.tell(info)
        self.say(note)
        return new, old

    def say(self, note: str) -> None:
        """Show a line below the heading; nothing where it is empty."""
        self._note.setText(note)
        self._note.setVisible(bool(note))
