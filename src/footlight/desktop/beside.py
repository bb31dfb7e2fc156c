"""A window in the main thread, and what feeds it on an event loop beside."""

from collections.abc import Callable, Coroutine

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from footlight.desktop.application import application
from footlight.desktop.session import NewLoop, Session
from footlight.desktop.signals import quit_signals


class _Ended(QObject):
    """Tells the main thread that the session is over."""

    ended = Signal()


def run_beside(
    window: QWidget,
    work: Coroutine[object, None, None],
    new_loop: NewLoop,
    *,
    on_error: Callable[[Exception], object] | None = None,
    before_abort: Callable[[], object] = lambda: None,
) -> None:
    """Show ``window`` until it is closed, a signal comes, or ``work`` has ended; then nothing of the work is left.

    Main thread only. The window must tell by a signal ``closed`` of its own that it is.

    Args:
        new_loop: makes the work's event loop.
        on_error: is told why the work failed, in the main thread, and the window stays open then; None: it closes.
        before_abort: called before a second signal ends the program at once.

    Raises:
        Exception: what the work raised.
    """
    running = application()
    bridge = _Ended()
    session = Session(work, new_loop, lambda _: bridge.ended.emit())

    def ended() -> None:
        if isinstance(session.error, Exception) and on_error is not None:
            on_error(session.error)
        else:
            window.close()

    bridge.ended.connect(ended, Qt.ConnectionType.QueuedConnection)
    window.show()
    session.start()
    with quit_signals(window.close, before_abort):
        running.exec()
        session.stop()
        session.join()
    if session.error is not None:
        raise session.error
