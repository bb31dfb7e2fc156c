"""A window whose system pushes its pictures."""

from collections.abc import Callable

import numpy as np

from footlight.capture.streamedview import OnPicture, StreamedView
from footlight.capture.window import Look, WindowInfo

WINDOW = WindowInfo(7, "It", 64, 48, hidden=False)


class FakeStream:
    """Keeps what it was told."""

    def __init__(self) -> None:
        self.sizes: list[tuple[int, int]] = []
        self.closed = False

    def resize(self, width: int, height: int) -> None:
        self.sizes.append((width, height))

    def close(self) -> None:
        self.closed = True


class FakeSystem:
    """A system with one window."""

    def __init__(self) -> None:
        self.now: WindowInfo | None = WINDOW
        self.pushed = FakeStream()
        self.on_picture: OnPicture | None = None
        self.on_end: Callable[[], None] | None = None
        self.cursor: bool | None = None

    def window(self, id: int) -> WindowInfo | None:
        assert id == WINDOW.id
        return self.now

    def stream(
        self, window: WindowInfo, *, cursor: bool, on_picture: OnPicture, on_end: Callable[[], None]
    ) -> FakeStream:
        assert window is WINDOW
        self.on_picture, self.on_end, self.cursor = on_picture, on_end, cursor
        return self.pushed


def test_the_newest_picture_is_kept_until_there_is_another() -> None:
    system = FakeSystem()
    view = StreamedView(system, WINDOW, cursor=False)
    assert system.cursor is False
    assert system.on_picture is not None
    assert view.look() == Look(64, 48, True)
    assert view.grab() is None
    for shade in (1, 2):
        system.on_picture(np.full((48, 64, 4), shade, np.uint8))
    for _ in range(2):
        picture = view.grab()
        assert picture is not None
        assert picture[0, 0, 0] == 2
    assert system.pushed.sizes == []


def test_a_new_size_is_told_once() -> None:
    system = FakeSystem()
    view = StreamedView(system, WINDOW, cursor=True)
    system.now = WindowInfo(7, "It", 100, 80, hidden=True)
    assert view.look() == Look(100, 80, False)
    view.grab()
    view.grab()
    assert system.pushed.sizes == [(100, 80)]


def test_a_window_is_no_more_when_the_system_or_its_stream_says_so() -> None:
    gone, ended = FakeSystem(), FakeSystem()
    views = [StreamedView(system, WINDOW, cursor=True) for system in (gone, ended)]
    gone.now = None
    assert ended.on_end is not None
    ended.on_end()
    assert [view.look() for view in views] == [None, None]
    views[0].close()
    assert gone.pushed.closed
