"""Windows of macOS, with stand-ins for what ScreenCaptureKit tells; no macOS is needed."""

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from footlight.capture.macos import window as macos
from footlight.capture.macos.window import ScreenCapture, answered, bgra, info_of, shareable
from footlight.capture.window import WindowInfo
from footlight.errors import DeviceUnavailableError
from tests.fakes.clock import HandClock


def sc_window(id: int, title: str | None, application: str | None, *, layer: int = 0, on_screen: bool = True) -> Any:
    """An SCWindow of 640.5x360 points."""
    return SimpleNamespace(
        windowID=lambda: id,
        title=lambda: title,
        windowLayer=lambda: layer,
        isOnScreen=lambda: on_screen,
        frame=lambda: SimpleNamespace(size=SimpleNamespace(width=640.5, height=360.0)),
        owningApplication=lambda: SimpleNamespace(applicationName=lambda: application) if application else None,
    )


def kit_that(ask: Callable[..., None]) -> Any:
    """ScreenCaptureKit, which asks for its content so."""
    name = "getShareableContentExcludingDesktopWindows_onScreenWindowsOnly_completionHandler_"
    return SimpleNamespace(SCShareableContent=SimpleNamespace(**{name: ask}))


@pytest.mark.parametrize(
    ("title", "application", "on_screen", "info"),
    [
        ("Notes", "Editor", True, WindowInfo(7, "Notes – Editor", 640, 360, hidden=False)),
        ("Notes", None, False, WindowInfo(7, "Notes", 640, 360, hidden=True)),
        (None, "Editor", True, WindowInfo(7, "", 640, 360, hidden=False)),
    ],
)
def test_a_window_is_called_by_its_title_and_its_application(
    title: str | None, application: str | None, on_screen: bool, info: WindowInfo
) -> None:
    assert info_of(sc_window(7, title, application, on_screen=on_screen)) == info


def test_menus_and_docks_are_no_windows() -> None:
    def ask(desktop: bool, on_screen: bool, hear: Callable[..., None]) -> None:
        assert (desktop, on_screen) == (True, False)
        hear(SimpleNamespace(windows=lambda: [sc_window(1, "Dock", "Dock", layer=20), sc_window(2, "A", "B")]), None)

    assert [window.windowID() for window in shareable(kit_that(ask))] == [2]


def test_the_list_of_windows_is_asked_for_twice_a_second_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0

    def ask(_desktop: bool, _on_screen: bool, hear: Callable[..., None]) -> None:
        nonlocal asked
        asked += 1
        hear(SimpleNamespace(windows=lambda: [sc_window(asked, "A", "B")]), None)

    monkeypatch.setitem(sys.modules, "ScreenCaptureKit", kit_that(ask))
    clock = HandClock()
    capture = ScreenCapture(clock)
    for _ in range(15):
        assert capture.window(1) is not None
        clock.forward(1 / 30)
    clock.forward(0.01)
    assert capture.window(1) is None
    assert asked == 2


def test_an_answer_is_waited_for_and_its_error_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answered(lambda hear: hear("content", None)) == "content"
    assert answered(lambda hear: hear(None)) is None
    with pytest.raises(DeviceUnavailableError, match=r"declined.*Privacy & Security"):
        answered(lambda hear: hear(None, "declined"))
    monkeypatch.setattr(macos, "_ANSWER_SECONDS", 0.05)
    with pytest.raises(DeviceUnavailableError, match="does not answer"):
        answered(lambda _: None)


def test_rows_that_are_padded_are_copied_without_their_padding() -> None:
    stride = 32
    data = bytearray(np.arange(3 * stride, dtype=np.uint8).tobytes())
    picture = bgra(memoryview(data), 5, 3, stride)
    data[:] = bytes(len(data))
    assert picture.shape == (3, 5, 4)
    assert picture[1, 0].tolist() == [32, 33, 34, 35]
    assert picture[2, 4].tolist() == [80, 81, 82, 83]


def test_the_kit_is_asked_for_on_macos_alone() -> None:
    from footlight.clock import SystemClock

    with pytest.raises(ModuleNotFoundError):
        ScreenCapture(SystemClock())
