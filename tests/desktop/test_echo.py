"""The window of what one sends: fed by a real sender's own capture, and typed into."""

import asyncio
import threading

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog

from footlight.cli.running import new_event_loop
from footlight.desktop.beside import run_beside
from footlight.desktop.echo import EchoWindow
from footlight.desktop.session import Session
from footlight.model.frame import VideoFrame
from footlight.model.units import Micros
from tests.desktop.screen import until

pytestmark = pytest.mark.usefixtures("qt_display")


def frame(value: int) -> VideoFrame:
    return VideoFrame(np.full((90, 160, 4), value, np.uint8), "bgra", 160, 90, value, Micros(0), Micros(0))


def test_it_shows_the_newest_picture_of_another_thread() -> None:
    window = EchoWindow("screen")
    window.show()
    assert window.state.isVisible()

    def capture() -> None:
        for value in range(200):
            window.look(frame(value))

    thread = threading.Thread(target=capture)
    thread.start()
    thread.join()

    until(lambda: window.picture.frame is not None and window.picture.frame.sequence == 199, "the newest picture")
    assert not window.state.isVisible()
    assert window.picture.grab().toImage().pixelColor(200, 100).red() == 199
    window.close()
    window.look(frame(1))
    window.deleteLater()


def test_keys_and_lines_are_typed_into_it() -> None:
    window = EchoWindow("screen")
    window.show()
    read: list[str] = []

    async def work() -> None:
        window.keys.open()
        read.append(await window.keys.key())
        read.append(await window.keys.line(lambda: None))
        read.append(await window.keys.line(lambda: None))
        window.keys.close()

    session = Session(work(), new_event_loop, lambda _: None)
    session.start()
    until(lambda: _typed(window, read), "a key")
    for answer in (True, False):
        until(lambda: bool(_dialogs(window)), "a question")
        (dialog,) = _dialogs(window)
        dialog.setTextValue(" camera ")
        if answer:
            dialog.accept()
        else:
            dialog.reject()
        until(lambda: not _dialogs(window), "the question's end")
    session.join()

    assert read == ["+", "camera", ""]
    window.close()
    window.deleteLater()


def _typed(window: EchoWindow, read: list[str]) -> bool:
    """Before the work has begun to read, keys are lost: they would mean something else by then."""
    if not read:
        QTest.keyClicks(window.picture, "+")
    return bool(read)


def _dialogs(window: EchoWindow) -> list[QInputDialog]:
    return [dialog for dialog in window.findChildren(QInputDialog) if dialog.isVisible()]


def test_closed_it_lets_the_work_go_on() -> None:
    window = EchoWindow("screen")
    went_on: list[bool] = []

    async def work() -> None:
        loop, closed = asyncio.get_running_loop(), asyncio.Event()
        window.closed.connect(lambda: loop.call_soon_threadsafe(closed.set))
        QTimer.singleShot(0, window, window.close)
        await closed.wait()
        await asyncio.sleep(0)
        went_on.append(not window.isVisible())

    run_beside(window, work(), new_event_loop, closing_ends=False)

    assert went_on == [True]
    window.deleteLater()
