"""The viewer window: one picture large, a second inset, and what there is to say over them."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent

from footlight.client.events import Event, TracksChanged
from footlight.desktop.beside import FedWindow
from footlight.desktop.chatlink import ChatLink
from footlight.desktop.chatpane import WIDTH, ChatPane
from footlight.desktop.hotkeys import HOTKEYS, Action, keys_in_words
from footlight.desktop.panels import Note, RecordingSign, RowsPanel, StatePanel, UnreadSign, announce
from footlight.desktop.picture import PictureWidget
from footlight.desktop.pictures import Picture
from footlight.desktop.states import States
from footlight.desktop.viewing import Viewing, second_picture
from footlight.model.units import milliseconds

_TELL_EVERY: Final = 500
_POINTER_MS: Final = 2_500
"""How long the pointer is shown in full screen after it was moved."""
_EDGE: Final = 12
_SHARE: Final = 0.85
"""Of the screen, at most, that the window takes by itself."""
_QUEUED: Final = Qt.ConnectionType.QueuedConnection


class ViewerWindow(FedWindow):
    """Shows one `Viewing` until it is closed."""

    def __init__(self, viewing: Viewing, chat: ChatLink | None = None) -> None:
        """``chat``: that of the channel, where it has one."""
        super().__init__()
        self._viewing = viewing
        self._states = States()
        self._sized = False
        self.picture = PictureWidget(self._painted)
        self.picture.setParent(self)
        self.state = StatePanel(self)
        self.overlay = RowsPanel(self, "Latency and figures")
        self.keys = RowsPanel(self, "Keys")
        self.keys.show_rows(keys_in_words())
        self.sign = RecordingSign(self)
        self.unread = UnreadSign(self)
        self.note = Note(self)
        self.chat = ChatPane(chat, self) if chat is not None else None
        if self.chat is not None:
            self.chat.hide()
            self.chat.left.connect(self.picture.setFocus)
            self.chat.unread_changed.connect(self._tell_unread)
        self._actions = self._add_actions()
        self._due = self._timer(self._show_due, single=True)
        self._due.setTimerType(Qt.TimerType.PreciseTimer)
        self._ticking = self._timer(self._tick)
        self._ticking.start(_TELL_EVERY)
        self._pointer = self._timer(self._hide_pointer, single=True)
        self._listen(viewing)
        self.picture.double_clicked.connect(self._actions["full_screen"].trigger)
        self.picture.setMouseTracking(True)
        self.picture.installEventFilter(self)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.resize(self.picture.sizeHint())
        self._tell()
        self.picture.setFocus()

    def over(self, error: Exception) -> None:
        """Nothing comes any more, and this is why: it is told until the window is closed."""
        self._states.over(error)
        self._tell()

    # Qt's own.

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        self._divide(event.size())
        self._place()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        self._ticking.stop()
        self._due.stop()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.WindowStateChange:
            self._actions["full_screen"].setChecked(self.isFullScreen())
            self._moved()
            self._tell()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.MouseMove:
            self._moved()
        return super().eventFilter(watched, event)

    # What keys do.

    def _add_actions(self) -> dict[Action, QAction]:
        does: dict[Action, Callable[[], object]] = {
            "full_screen": self._toggle_full_screen,
            "original": self._show_original,
            "fit": self._fit,
            "mute": self._toggle_mute,
            "second": self._toggle_second,
            "snapshot": self._keep_snapshot,
            "record": self._record,
            "chat": self._toggle_chat,
            "statistics": self._toggle_overlay,
            "keys": self._toggle_keys,
            "escape": self._leave,
            "quit": self.close,
        }
        actions = {}
        for hotkey in HOTKEYS:
            action = QAction(hotkey.words, self)
            action.setShortcut(QKeySequence(hotkey.key))
            action.setAutoRepeat(False)
            action.setCheckable(hotkey.checkable)
            action.triggered.connect(does[hotkey.action])
            self.addAction(action)
            actions[hotkey.action] = action
        actions["second"].setChecked(True)
        actions["second"].setVisible(False)
        actions["chat"].setVisible(self.chat is not None)
        return actions

    def _toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def _show_original(self) -> None:
        self.picture.mode = "original"
        frame = self.picture.frame
        if frame is not None and not self.isFullScreen() and not self.isMaximized():
            ratio = self.devicePixelRatioF()
            size = QSize(round(frame.width / ratio), round(frame.height / ratio))
            self.resize((size + QSize(self._beside(), 0)).boundedTo(self._room()))

    def _fit(self) -> None:
        self.picture.mode = "fit"

    def _toggle_mute(self) -> None:
        self._viewing.muted = not self._viewing.muted
        self._actions["mute"].setChecked(self._viewing.muted)
        self.note.say("Muted" if self._viewing.muted else "Sound on")
        self._place()

    def _toggle_second(self) -> None:
        self.picture.second_shown = not self.picture.second_shown
        self.picture.update()

    def _keep_snapshot(self) -> None:
        frame = self.picture.frame
        if frame is None:
            self._say("There is no picture to keep")
        else:
            self._viewing.snapshot(frame)

    def _record(self) -> None:
        # Checked once it runs, and not before.
        self._actions["record"].setChecked(not self.sign.isHidden())
        self._viewing.record()

    def _toggle_chat(self) -> None:
        pane = self.chat
        if pane is None:
            return
        shown, width = pane.isHidden(), self.picture.width()
        pane.setVisible(shown)
        self._actions["chat"].setChecked(shown)
        if not self.isFullScreen() and not self.isMaximized():
            self.resize(QSize(width + (WIDTH if shown else 0), self.height()).boundedTo(self._room()))
        self._divide(self.size())
        self._place()
        if shown:
            pane.open()
        else:
            self.picture.setFocus()

    def _tell_unread(self, lines: int, to_us: bool) -> None:
        hidden = self.chat is not None and self.chat.isHidden()
        self.unread.count(lines if hidden else 0, to_us=to_us)
        self._place()

    def _toggle_overlay(self) -> None:
        self.overlay.setHidden(not self.overlay.isHidden())
        self._tick()

    def _toggle_keys(self) -> None:
        self.keys.setHidden(not self.keys.isHidden())
        if not self.keys.isHidden():
            self.keys.raise_()
            if not self.isFullScreen() and not self.isMaximized():
                self.resize(self.size().expandedTo(self.keys.sizeHint() + QSize(2 * _EDGE, 2 * _EDGE)))
            announce(self.keys, self.keys.accessibleDescription())
        self._place()

    def _leave(self) -> None:
        if not self.keys.isHidden():
            self._actions["keys"].trigger()
        elif self.isFullScreen():
            self.showNormal()
        else:
            self.close()

    # What is told.

    def _listen(self, viewing: Viewing) -> None:
        viewing.told.pictured.connect(self._show_due, _QUEUED)
        viewing.told.happened.connect(self._heard, _QUEUED)
        viewing.told.said.connect(self._say, _QUEUED)
        viewing.told.recording.connect(self._recording, _QUEUED)
        viewing.told.waits.connect(self._waits, _QUEUED)

    def _waits(self, words: str) -> None:
        self._states.waiting = words

    def _heard(self, event: Event) -> None:
        self._states.heard(event)
        if isinstance(event, TracksChanged):
            second = second_picture(event.tracks)
            self._actions["second"].setVisible(second)
            if not second:
                self.picture.forget(1)
        self._tell()

    def _show_due(self) -> None:
        for picture in self._viewing.take():
            self.picture.show_picture(picture)
            if picture.place == 0 and not self._sized:
                self._size_to(picture)
        wait = self._viewing.pictures.wait()
        if wait is not None:
            self._due.start(max(1, round(milliseconds(wait))))

    def _painted(self, picture: Picture) -> None:
        now = self._viewing.clock.now()
        size = picture.frame.width, picture.frame.height
        self._viewing.figures.painted(now, self._viewing.latency(picture), size)
        before = self._states.told
        self._states.pictured()
        if self._states.told is not before:
            # Not in the midst of painting: it shows and hides widgets.
            QTimer.singleShot(0, self, self._tell)

    def _tick(self) -> None:
        broken = self._viewing.broken
        if broken is not None and self._states.told.state == "waiting":
            self._states.broke(broken)
            self._tell()
        if not self.overlay.isHidden():
            self.overlay.show_rows(self._viewing.figures.rows(self._viewing.clock.now(), self._viewing.channel))
            self._place()

    def _tell(self) -> None:
        told = self._states.told
        over_picture = self.picture.frame is not None or self.isFullScreen()
        dimmed = not told.picture
        if dimmed != self.picture.dimmed:
            self.picture.dimmed = dimmed
            self.picture.update()
        self.state.tell(told, over_picture=over_picture)
        title = self._viewing.name if told.title == "Live" else f"{self._viewing.name} ({told.title.lower()})"
        if title != self.windowTitle():
            announce(self, f"{self._viewing.name}: {told.words}")
        self.setWindowTitle(title)
        self.setAccessibleName(f"{self._viewing.name}: {told.title}")
        self.picture.setAccessibleName(f"Picture of {self._viewing.name}")
        self.picture.setAccessibleDescription(told.words)

    def _say(self, words: str) -> None:
        self.note.say(words)
        self._place()

    def _recording(self, runs: bool) -> None:
        self._actions["record"].setChecked(runs)
        self.sign.setVisible(runs)
        self.sign.raise_()
        if runs:
            announce(self.sign, "Recording")
        self._place()

    # Where things are.

    def _beside(self) -> int:
        """What of the window's width is not the picture's."""
        return 0 if self.chat is None or self.chat.isHidden() else min(WIDTH, self.width() // 2)

    def _divide(self, size: QSize) -> None:
        beside = self._beside()
        self.picture.resize(size.width() - beside, size.height())
        self.state.resize(self.picture.size())
        if self.chat is not None:
            self.chat.setGeometry(size.width() - beside, 0, beside or WIDTH, size.height())

    def _place(self) -> None:
        width, height = self.width() - self._beside(), self.height()
        self.overlay.move(_EDGE, _EDGE)
        self.sign.move(width - self.sign.width() - _EDGE, _EDGE)
        self.unread.move(width - self.unread.width() - _EDGE, height - self.unread.height() - _EDGE)
        self.keys.adjustSize()
        self.keys.move((width - self.keys.width()) // 2, (height - self.keys.height()) // 2)
        self.note.fit(width - 2 * _EDGE)
        self.note.move((width - self.note.width()) // 2, height - self.note.height() - 2 * _EDGE)

    def _size_to(self, picture: Picture) -> None:
        """The first picture makes the window's shape, unless the person did."""
        self._sized = True
        if self.isFullScreen() or self.isMaximized() or self.size() != self.picture.sizeHint():
            return
        ratio = self.devicePixelRatioF()
        size = QSize(round(picture.frame.width / ratio), round(picture.frame.height / ratio))
        room = self._room() * _SHARE
        if size.width() > room.width() or size.height() > room.height():
            size.scale(room, Qt.AspectRatioMode.KeepAspectRatio)
        self.resize(size)

    def _room(self) -> QSize:
        return self.screen().availableGeometry().size()

    def _moved(self) -> None:
        self.picture.unsetCursor()
        if self.isFullScreen():
            self._pointer.start(_POINTER_MS)

    def _hide_pointer(self) -> None:
        if self.isFullScreen():
            self.picture.setCursor(Qt.CursorShape.BlankCursor)

    def _timer(self, then: Callable[[], object], *, single: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(single)
        timer.timeout.connect(then)
        return timer
