"""Windows of Windows, with a stand-in for the package windows-capture; no Windows is needed."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from footlight.capture.win32.window import CaptureStream
from footlight.errors import DeviceUnavailableError


class WindowsCapture:
    """As that of windows-capture 2.0: handlers are known by their names, and a buffer is lent for a call."""

    made: "list[WindowsCapture]" = []  # noqa: RUF012 - shared on purpose
    fails = False

    def __init__(self, cursor_capture: bool | None = True, window_hwnd: int | None = None) -> None:
        self.asked = cursor_capture, window_hwnd
        self.handlers: dict[str, Callable[..., None]] = {}
        self.stopped = False
        self.made.append(self)

    def event(self, handler: Callable[..., None]) -> Callable[..., None]:
        if handler.__name__ not in ("on_frame_arrived", "on_closed"):
            raise ValueError("Invalid Event Handler Use on_frame_arrived Or on_closed")
        self.handlers[handler.__name__] = handler
        return handler

    def start_free_threaded(self) -> Any:
        if self.fails:
            raise OSError("Failed to start capture")
        return SimpleNamespace(stop=lambda: setattr(self, "stopped", True))


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(WindowsCapture, "made", [])
    return SimpleNamespace(WindowsCapture=WindowsCapture)


def test_each_picture_is_copied_out_of_the_memory_that_is_lent(library: Any) -> None:
    heard: list[NDArray[np.uint8]] = []
    ends: list[None] = []
    stream = CaptureStream(library, 0x1234, cursor=False, on_picture=heard.append, on_end=lambda: ends.append(None))
    (capture,) = WindowsCapture.made
    assert capture.asked == (False, 0x1234)
    padded = np.ones((3, 8, 4), np.uint8)
    capture.handlers["on_frame_arrived"](SimpleNamespace(frame_buffer=padded[:, :5]), None)
    padded[:] = 9
    assert heard[0].shape == (3, 5, 4)
    assert heard[0].flags.c_contiguous
    assert heard[0].max() == 1
    capture.handlers["on_closed"]()
    assert ends == [None]
    stream.close()
    assert capture.stopped


def test_a_window_that_cannot_be_read_is_told(library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WindowsCapture, "fails", True)
    with pytest.raises(DeviceUnavailableError, match=r"window:0x1234 cannot be read.*Failed to start"):
        CaptureStream(library, 0x1234, cursor=True, on_picture=lambda _: None, on_end=lambda: None)
