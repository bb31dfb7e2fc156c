"""The entries of a chat as a text that scrolls; what did not change is not written again."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QTextCursor
from PySide6.QtWidgets import QTextBrowser

from footlight.client.chat.entry import Entry
from footlight.desktop.chatlooks import Looks

_SHOWN: Final = 1_000
"""The newest entries; a text of more is slow to lay out."""


class ChatText(QTextBrowser):
    """Follows the newest entry as long as that is seen."""

    at_top = Signal()
    at_end = Signal()
    menu_wanted = Signal(object, object)
    """Of an `Entry`, at a place of the screen."""

    def __init__(
        self,
        name: str,
        looks: Callable[[], Looks],
        lit: Callable[[Entry], bool] = lambda _: False,
        ours: Callable[[Entry], frozenset[str]] = lambda _: frozenset(),
    ) -> None:
        """``name``: what a screen reader calls it; ``lit``: whether an entry speaks to us; ``ours``: the emoji under
        it that we put there."""
        super().__init__()
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.anchorClicked.connect(_open)
        self.setUndoRedoEnabled(False)
        self._looks = looks
        self._lit = lit
        self._ours = ours
        self._entries: list[Entry] = []
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def following(self) -> bool:
        """The newest entry is seen, and the next one will be."""
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum()

    def to_end(self) -> None:
        """Show the newest."""
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def entry_at(self, block: int) -> Entry | None:
        """The entry of a block of the text."""
        return self._entries[block] if 0 <= block < len(self._entries) else None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        entry = self.entry_at(self.cursorForPosition(event.pos()).blockNumber())
        if entry is None or self.textCursor().hasSelection():
            super().contextMenuEvent(event)
        else:
            self.menu_wanted.emit(entry, event.globalPos())

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these from now on."""
        entries = list(entries[-_SHOWN:])
        bar = self.verticalScrollBar()
        following, from_end = self.following, bar.maximum() - bar.value()
        at_front = bool(self._entries) and bool(entries) and self._entries[0].key != entries[0].key
        same = 0
        for old, new in zip(self._entries, entries, strict=False):
            if old is not new:
                break
            same += 1
        looks, at = self._looks(), QTextCursor(self.document())
        at.beginEditBlock()
        if same < len(self._entries):
            self._cut(at, same)
        at.movePosition(QTextCursor.MoveOperation.End)
        for entry in entries[same:]:
            looks.write(at, entry, lit=self._lit(entry), ours=self._ours(entry))
        at.endEditBlock()
        self._entries = entries
        if following:
            bar.setValue(bar.maximum())
        elif at_front:
            bar.setValue(bar.maximum() - from_end)

    def paint_anew(self) -> None:
        """In other colours."""
        entries, self._entries = self._entries, []
        self.clear()
        self.show_entries(entries)

    def _cut(self, at: QTextCursor, kept: int) -> None:
        """Take away all blocks but the first ones."""
        if kept == 0:
            at.select(QTextCursor.SelectionType.Document)
        else:
            block = self.document().findBlockByNumber(kept - 1)
            at.setPosition(block.position() + block.length() - 1)
            at.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        at.removeSelectedText()

    def _scrolled(self, value: int) -> None:
        if value == 0 and self._entries:
            self.at_top.emit()
        if self.following:
            self.at_end.emit()


def _open(url: QUrl) -> None:
    if url.scheme() in ("http", "https"):
        QDesktopServices.openUrl(url)
