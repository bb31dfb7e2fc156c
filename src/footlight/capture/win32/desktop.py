"""The windows of Windows, as user32 and the desktop's window manager tell of them."""

import ctypes
import sys
from ctypes import wintypes
from typing import Any, Final

from footlight.capture.source import MIN_SIDE
from footlight.capture.window import WindowInfo
from footlight.errors import DeviceUnavailableError

_EXTENDED_STYLE: Final = -20
_TOOL_WINDOW: Final = 0x80
_FRAME_BOUNDS, _CLOAKED = 9, 14
"""Attributes of DwmGetWindowAttribute."""


class WindowList:
    """The desktop's windows."""

    _user32: Any
    _dwmapi: Any

    def __init__(self) -> None:
        """Load the system's libraries.

        Raises:
            DeviceUnavailableError: this is not Windows.
        """
        if sys.platform != "win32":
            raise DeviceUnavailableError("windows are listed by user32 on Windows alone")
        self._user32 = ctypes.WinDLL("user32")
        self._dwmapi = ctypes.WinDLL("dwmapi")
        # 64 bits of a handle, where ctypes would take 32.
        for name in ("IsWindow", "IsWindowVisible", "IsIconic", "GetWindowTextLengthW"):
            getattr(self._user32, name).argtypes = [wintypes.HWND]
        self._user32.GetWindowTextW.argtypes = [wintypes.HWND, wintypes.LPWSTR, ctypes.c_int]
        self._user32.GetWindowLongW.argtypes = [wintypes.HWND, ctypes.c_int]
        self._dwmapi.DwmGetWindowAttribute.argtypes = [
            wintypes.HWND, wintypes.DWORD, ctypes.c_void_p, wintypes.DWORD,
        ]  # fmt: skip

    def windows(self) -> list[WindowInfo]:
        """Those that a person may switch to: visible ones with a title, no tools, none of another desktop."""
        if sys.platform != "win32":
            return []
        handles: list[int] = []

        def take(handle: int, _: int) -> bool:
            handles.append(handle)
            return True

        self._user32.EnumWindows(ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)(take), 0)
        found = (self.window(handle) for handle in handles if self._is_for_people(handle))
        return [info for info in found if info is not None]

    def window(self, id: int) -> WindowInfo | None:
        """One window as it is now; None where it is no more."""
        if not self._user32.IsWindow(id):
            return None
        bounds = wintypes.RECT()
        self._dwmapi.DwmGetWindowAttribute(id, _FRAME_BOUNDS, ctypes.byref(bounds), ctypes.sizeof(bounds))
        width, height = bounds.right - bounds.left, bounds.bottom - bounds.top
        hidden = self._user32.IsIconic(id) or not self._user32.IsWindowVisible(id) or min(width, height) < MIN_SIDE
        return WindowInfo(id, self._title(id), width, height, hidden=bool(hidden))

    def _is_for_people(self, handle: int) -> bool:
        cloaked = wintypes.DWORD()
        self._dwmapi.DwmGetWindowAttribute(handle, _CLOAKED, ctypes.byref(cloaked), ctypes.sizeof(cloaked))
        tool = self._user32.GetWindowLongW(handle, _EXTENDED_STYLE) & _TOOL_WINDOW
        return bool(self._user32.IsWindowVisible(handle) and not cloaked.value and not tool and self._title(handle))

    def _title(self, handle: int) -> str:
        text = ctypes.create_unicode_buffer(self._user32.GetWindowTextLengthW(handle) + 1)
        self._user32.GetWindowTextW(handle, text, len(text))
        return text.value
