"""The one QApplication of a process, and whether there can be one."""

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

INSTALL = "pip install 'footlight[desktop]'"


def available() -> str | None:
    """Why no window can be opened here, in one line that says what to do; None where one can.

    Qt ends the whole process where it finds no display: so it is asked before.
    """
    try:
        import_module("PySide6.QtWidgets")
    except ModuleNotFoundError:
        return f"the desktop extra is missing: {INSTALL}"
    except ImportError as error:
        return f"Qt lacks a library of the system: {error}"
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM"):
        return None
    if os.environ.get("WAYLAND_DISPLAY"):
        return None
    return _why_not_x11()


def application() -> "QApplication":
    """The application of this process, made where there is none yet; ask `available` before. Main thread only."""
    from PySide6.QtCore import QCoreApplication, QLoggingCategory
    from PySide6.QtWidgets import QApplication

    from footlight.desktop.icon import icon
    from footlight.desktop.theme import follow_the_system

    there = QCoreApplication.instance()
    if isinstance(there, QApplication):
        return there
    # Without a session of a desktop it has no settings to follow, which is nobody's concern.
    QLoggingCategory.setFilterRules("qt.qpa.theme.*=false")
    made = QApplication([sys.argv[0]])
    made.setApplicationName("footlight")
    made.setApplicationDisplayName("Footlight")
    made.setDesktopFileName("footlight")
    made.setWindowIcon(icon())
    follow_the_system(made)
    return made


def _why_not_x11() -> str | None:
    if not os.environ.get("DISPLAY"):
        return "there is no display here to open a window on"
    from PySide6.QtCore import QLibraryInfo, QPluginLoader

    plugins = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
    loader = QPluginLoader(f"{plugins}/platforms/libqxcb.so")
    if not loader.load():
        return f"Qt lacks a library of the system (Debian's libxcb-cursor0 most often): {loader.errorString()}"
    from footlight.errors import DeviceUnavailableError

    try:
        from footlight.capture.x11.client import XClient

        XClient().close()
    except DeviceUnavailableError:
        return f"the display {os.environ['DISPLAY']} cannot be reached: set DISPLAY to one that runs"
    return None
