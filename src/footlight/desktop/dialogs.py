"""The end of a window that is asked before anything else runs."""

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QDialog


def done_with(dialog: QDialog) -> None:
    """Take a dialog away, from the display too.

    Nobody may run Qt's loop for a long time after this: what was said to the display has to leave now, or the
    window stays there, dead.
    """
    dialog.hide()
    dialog.deleteLater()
    QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()
