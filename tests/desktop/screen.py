"""Qt within this process, on a screen that nobody sees: one for all tests, for Qt keeps its display for ever."""

import os
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication

from footlight.desktop.application import application
from tests.capture.conftest import XDisplay, x_server

_PATIENCE = 30.0
"""Seconds."""


@pytest.fixture(scope="session")
def qt_display() -> Iterator[XDisplay]:
    """An X display of 1280x1000 that Qt is connected to."""
    with x_server(1280, 1000) as server, pytest.MonkeyPatch.context() as patch:
        patch.delenv("WAYLAND_DISPLAY", raising=False)
        patch.delenv("QT_QPA_PLATFORM", raising=False)
        patch.setenv("DISPLAY", server.name)
        made = application()
        os.environ.pop("DISPLAY")
        yield server
        made.shutdown()


@pytest.fixture
def desk(qt_display: XDisplay, monkeypatch: pytest.MonkeyPatch) -> XDisplay:
    """The display, which DISPLAY names too: what is captured there is what Qt shows."""
    monkeypatch.setenv("DISPLAY", qt_display.name)
    return qt_display


def until(done: Callable[[], bool], what: str) -> None:
    """Let Qt work until something is so."""
    give_up = time.monotonic() + _PATIENCE
    while not done():
        assert time.monotonic() < give_up, f"waited in vain: {what}"
        QCoreApplication.processEvents()
        time.sleep(0.005)  # QTest's own waiting would keep Python from every other thread
