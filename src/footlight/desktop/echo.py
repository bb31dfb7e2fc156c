"""A window of what one sends: the main picture as it is captured, before it is coded; and the keys of ``send``."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QInputDialog

from footlight.desktop.beside import FedWindow
from footlight.desktop.panels import StatePanel
from footlight.desktop.picture import PictureWidget
from footlight.desktop.pictures import Picture
from footlight.desktop.states import Told
from footlight.desktop.typedkeys import TypedKeys
from footlight.model.frame import VideoFrame
from footlight.model.units import Micros

_QUEUED: Final = Qt.ConnectionType.QueuedConnection
_WAITING: Final = Told(
    "waiting", "Waiting for the first picture…", "What comes coded already, like a network camera's, is not shown here."
)


class EchoWindow(FedWindow):
    """Shows the newest picture of those given to `look`."""

    _pictured = Signal()
    _asked = Signal()

    def __init__(self, name: str) -> None:
        """``name``: what people call what is sent."""
        super().__init__()
        self._newest: VideoFrame | None = None
        self.keys = TypedKeys(self._asked.emit)
        """What is typed into the window."""
        self.setWindowTitle(f"{name} (what is sent)")
        self.setAccessibleName(f"What is sent: {name}")
        self.picture = PictureWidget()
        self.picture.setParent(self)
        self.picture.setAccessibleName(f"Picture of {name}, as it is captured")
        self.picture.double_clicked.connect(self._toggle_full_screen)
        self.state = StatePanel(self)
        self.state.tell(_WAITING, over_picture=False)
        self._pictured.connect(self._show, _QUEUED)
        self._asked.connect(self._ask, _QUEUED)
        self.resize(self.picture.sizeHint() * (2 / 3))
        self.picture.setFocus()

    def look(self, frame: VideoFrame) -> None:
        """A picture was captured; in whatever thread, and never waits. Only the newest is shown."""
        told, self._newest = self._newest is not None, frame
        if not told:
            self._pictured.emit()

    # Qt's own.

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        self.picture.resize(event.size())
        self.state.resize(event.size())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_F:
            self._toggle_full_screen()
        elif event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self.showNormal()
        elif event.text().isprintable() and event.text() and not event.isAutoRepeat():
            self.keys.typed(event.text())
        else:
            super().keyPressEvent(event)

    def _show(self) -> None:
        frame, self._newest = self._newest, None
        if frame is not None and self.isVisible():
            self.picture.show_picture(Picture(0, frame, Micros(0)))
            self.state.hide()

    def _toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def _ask(self) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle("Another source")
        dialog.setLabelText("Number or source, as the terminal lists them:")
        dialog.finished.connect(lambda taken: self.keys.answers(dialog.textValue() if taken else ""))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
