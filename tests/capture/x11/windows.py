"""Windows for tests: real ones of an X client of our own, each of one colour."""

import xcffib
from xcffib.xproto import CW, Atom, ConfigWindow, PropMode, StackMode, WindowClass

GREEN, RED = 0x00FF00, 0xFF0000


class Painter:
    """An X client whose windows the server paints in one colour; every call has happened when it returns."""

    def __init__(self, display: str, depth: int = 24) -> None:
        self._connection = xcffib.connect(display)
        self._core = self._connection.core
        self._depth = depth
        self._screen = self._connection.get_setup().roots[0]

    def window(self, title: str, colour: int, x: int, y: int, width: int, height: int) -> int:
        """Open a window, above the others."""
        window: int = self._connection.generate_id()
        self._core.CreateWindow(
            self._depth, window, self._screen.root, x, y, width, height, 0,
            WindowClass.InputOutput, self._screen.root_visual, CW.BackPixel, [colour],
        )  # fmt: skip
        self.name(window, title)
        self.show(window)
        return window

    def child(self, parent: int, title: str) -> int:
        """Open a window within another."""
        window: int = self._connection.generate_id()
        self._core.CreateWindow(
            self._depth, window, parent, 0, 0, 40, 40, 0, WindowClass.InputOutput, self._screen.root_visual, 0, []
        )
        self.name(window, title)
        self.show(window)
        return window

    def unseen(self, title: str) -> int:
        """Open a window that only takes clicks."""
        window: int = self._connection.generate_id()
        self._core.CreateWindow(
            0, window, self._screen.root, 0, 0, 40, 40, 0, WindowClass.InputOnly, self._screen.root_visual, 0, []
        )
        self.name(window, title)
        self.show(window)
        return window

    def name(self, window: int, title: str) -> None:
        name = title.encode("latin-1")
        self._core.ChangeProperty(PropMode.Replace, window, Atom.WM_NAME, Atom.STRING, 8, len(name), name)
        self._settle()

    def repaint(self, window: int, colour: int) -> None:
        """Give a window another colour."""
        self._core.ChangeWindowAttributes(window, CW.BackPixel, [colour])
        self._core.ClearArea(False, window, 0, 0, 0, 0)
        self._settle()

    def show(self, window: int) -> None:
        self._core.MapWindow(window)
        self._settle()

    def hide(self, window: int) -> None:
        self._core.UnmapWindow(window)
        self._settle()

    def place(self, window: int, x: int, y: int) -> None:
        self._configure(window, ConfigWindow.X | ConfigWindow.Y, [x, y])

    def size(self, window: int, width: int, height: int) -> None:
        self._configure(window, ConfigWindow.Width | ConfigWindow.Height, [width, height])

    def lower(self, window: int) -> None:
        self._configure(window, ConfigWindow.StackMode, [StackMode.Below])

    def destroy(self, window: int) -> None:
        self._core.DestroyWindow(window)
        self._settle()

    def close(self) -> None:
        self._connection.disconnect()

    def _configure(self, window: int, mask: int, values: list[int]) -> None:
        self._core.ConfigureWindow(window, mask, values)
        self._settle()

    def _settle(self) -> None:
        self._core.GetInputFocus().reply()
