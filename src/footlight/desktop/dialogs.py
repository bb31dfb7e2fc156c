"""The end of a window that is asked before anything else runs."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QDialog


def done_with(dialog: QDialog, let_go: Callable[[], object]) -> None:
    """Take a dialog away, from the display too, then let go what it held, which may take a while.

    Nobody may run Qt's loop for a long time after this: what is said to the display has to leave now, or the
    window stays there, dead.
    """
    dialog.hide()
    QCoreApplication.processEvents()
    let_go()
    dialog.deleteLater()
    QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()
