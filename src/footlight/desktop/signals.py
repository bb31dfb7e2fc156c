"""SIGINT and SIGTERM while Qt waits: Python's handlers would not run before the next event."""

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from PySide6.QtCore import QSocketNotifier, QTimer

if sys.platform == "win32":
    SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGBREAK)
else:
    SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)

_ABORTED: Final = 130


@contextmanager
def quit_signals(stop: Callable[[], object], before_abort: Callable[[], object]) -> Iterator[None]:
    """Within the block the first signal calls ``stop`` from Qt's loop; the second ends the program at once.

    Main thread only. ``before_abort`` is called before the second signal's end, which nothing else survives.
    """
    stopping = False

    def received(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        if stopping:
            before_abort()
            os._exit(_ABORTED)
        stopping = True
        # Handlers run between any two instructions: in the midst of painting, too.
        QTimer.singleShot(0, stop)

    woken, waking = socket.socketpair()
    woken.setblocking(False)
    waking.setblocking(False)
    notifier = QSocketNotifier(woken.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda: woken.recv(64))  # Python runs again, and with it the handler
    before = {number: signal.signal(number, received) for number in SIGNALS}
    descriptor = signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(descriptor)
        for number, handler in before.items():
            signal.signal(number, handler)
        notifier.setEnabled(False)
        woken.close()
        waking.close()
