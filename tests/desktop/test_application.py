"""Whether a window can be opened is known before Qt is asked, which would end the process."""

import subprocess
import sys

import pytest

from footlight.desktop.application import available
from tests.capture.conftest import XDisplay, x_server

_WITHOUT_QT = """
import sys
sys.modules["PySide6"] = None
from footlight.desktop.application import available
print(available())
"""
_OPENED = """
from footlight.desktop.application import application, available
assert available() is None, available()
made = application()
assert made is application()
print(made.platformName(), made.applicationDisplayName(), made.windowIcon().isNull())
"""
_SIGNALS = """
import sys
from PySide6.QtCore import QObject, Signal
from footlight.desktop.application import application
application()
class Told(QObject):
    said = Signal()
told = Told()
before = sys.getrefcount(True) + sys.getrefcount(False)
for _ in range(1_000):
    told.said.emit()
print(before - sys.getrefcount(True) - sys.getrefcount(False))
"""


def _run(script: str) -> str:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(autouse=True)
def x11(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def test_without_the_extra_it_says_what_to_install() -> None:
    assert _run(_WITHOUT_QT) == "the desktop extra is missing: pip install 'footlight[desktop]'"


def test_without_a_display_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)

    assert available() == "there is no display here to open a window on"


def test_a_display_that_is_gone_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    with x_server(640, 360) as server:
        monkeypatch.setenv("DISPLAY", server.name)
        assert available() is None

    assert available() == f"the display {server.name} cannot be reached: set DISPLAY to one that runs"


def test_the_application_is_one_and_has_a_name_and_an_icon(display: XDisplay) -> None:
    assert display.name
    assert _run(_OPENED) == "xcb Footlight False"


def test_qt_gives_nothing_of_pythons_away(display: XDisplay) -> None:
    """A release of PySide did: Python ends the process when nobody seems to hold ``True`` any more."""
    assert display.name
    assert int(_run(_SIGNALS)) < 100
