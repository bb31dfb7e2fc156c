"""Windows of Windows, by Windows.Graphics.Capture: covered ones too, and what the graphics card draws."""

from collections.abc import Callable
from typing import Any

from footlight.capture.streamedview import OnPicture, StreamedView
from footlight.capture.win32.desktop import WindowList
from footlight.capture.window import WindowInfo
from footlight.errors import DeviceUnavailableError


def list_windows() -> list[WindowInfo]:
    """The windows of the desktop."""
    return WindowList().windows()


def open_view(window: WindowInfo, *, cursor: bool) -> StreamedView:
    """Look at a window.

    Raises:
        DeviceUnavailableError: it cannot be read.
    """
    return StreamedView(GraphicsCapture(), window, cursor=cursor)


class GraphicsCapture:
    """A `WindowSystem` by the package windows-capture."""

    def __init__(self) -> None:
        self._list = WindowList()

    def window(self, id: int) -> WindowInfo | None:
        return self._list.window(id)

    def stream(
        self, window: WindowInfo, *, cursor: bool, on_picture: OnPicture, on_end: Callable[[], None]
    ) -> "CaptureStream":
        import windows_capture

        return CaptureStream(windows_capture, window.id, cursor=cursor, on_picture=on_picture, on_end=on_end)


class CaptureStream:
    """A running capture; its pictures follow the window's size by themselves."""

    def __init__(
        self, library: Any, handle: int, *, cursor: bool, on_picture: OnPicture, on_end: Callable[[], None]
    ) -> None:
        """Begin.

        Args:
            library: the module ``windows_capture``.
            handle: of the window.
            cursor: whether the pointer is shown.
            on_picture: hears each picture, in the capture's thread.
            on_end: told when the window closed.

        Raises:
            DeviceUnavailableError: the window cannot be read.
        """
        capture = library.WindowsCapture(cursor_capture=cursor, window_hwnd=handle)

        def on_frame_arrived(frame: Any, _: Any) -> None:
            # Its memory is the graphics card's, and only lent.
            on_picture(frame.frame_buffer.copy())

        def on_closed() -> None:
            on_end()

        # They are known by their names.
        capture.event(on_frame_arrived)
        capture.event(on_closed)
        try:
            self._control = capture.start_free_threaded()
        except (OSError, RuntimeError, ValueError) as error:
            raise DeviceUnavailableError(
                f"window:{handle:#x} cannot be read: it needs Windows 10 of 2019 or later ({error})"
            ) from error

    def resize(self, width: int, height: int) -> None:
        pass

    def close(self) -> None:
        self._control.stop()
