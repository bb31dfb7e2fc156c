"""A window in the main thread, and what feeds it on an event loop beside."""

from collections.abc import Callable, Coroutine

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from footlight.desktop.application import application
from footlight.desktop.session import NewLoop, Session
from footlight.desktop.signals import quit_signals


class FedWindow(QWidget):
    """A window that something beside feeds."""

    closed = Signal()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        event.accept()
        # Who hears of it finds it gone.
        self.hide()
        self.closed.emit()


class _Run(QObject):
    """The two together: each is told of the other's end."""

    ended = Signal()

    def __init__(
        self,
        window: FedWindow,
        work: Coroutine[object, None, None],
        new_loop: NewLoop,
        on_error: Callable[[Exception], object] | None,
    ) -> None:
        super().__init__()
        self._window = window
        self._on_error = on_error
        self._over = False
        self.session = Session(work, new_loop, lambda _: self.ended.emit())
        self.ended.connect(self._ended, Qt.ConnectionType.QueuedConnection)

    def stop(self) -> None:
        """End the work, and with it everything."""
        if self._over:
            application().quit()
        else:
            self.session.stop()

    def _ended(self) -> None:
        self._over = True
        error = self.session.error
        if isinstance(error, Exception) and self._on_error is not None and self._window.isVisible():
            self._window.closed.connect(application().quit)
            self._on_error(error)
        else:
            self._window.close()
            application().quit()


def run_beside(
    window: FedWindow,
    work: Coroutine[object, None, None],
    new_loop: NewLoop,
    *,
    closing_ends: bool = True,
    on_error: Callable[[Exception], object] | None = None,
    before_abort: Callable[[], object] = lambda: None,
) -> None:
    """Show ``window`` while ``work`` goes on, until the work has ended or a signal comes. Main thread only.

    Args:
        new_loop: makes the work's event loop.
        closing_ends: the work is ended when the window is closed.
        on_error: is told why the work failed, in the main thread, and the window stays open then; None: it closes.
        before_abort: called before a second signal ends the program at once.

    Raises:
        Exception: what the work raised.
    """
    running = application()
    run = _Run(window, work, new_loop, on_error)
    if closing_ends:
        window.closed.connect(run.stop)
    # The work decides when all is over: a window that is closed may have others after it.
    running.setQuitOnLastWindowClosed(False)
    window.show()
    run.session.start()
    try:
        with quit_signals(run.stop, before_abort):
            running.exec()
            run.session.stop()
            run.session.join()
    finally:
        running.setQuitOnLastWindowClosed(True)
    if run.session.error is not None:
        raise run.session.error
