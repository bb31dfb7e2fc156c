"""``watch`` in a window, where one can open."""

from collections.abc import Coroutine
from typing import TYPE_CHECKING

from footlight.cli.running import new_event_loop

if TYPE_CHECKING:
    from footlight.desktop.viewing import Viewing
    from footlight.model.clock import Clock


def open_viewing(clock: "Clock", name: str) -> "Viewing | str":
    """What a window can show; or why none can be opened, in a line. ``name``: what people call what is watched."""
    from footlight.desktop.application import available

    why_not = available()
    if why_not is not None:
        return f"No window opens: {why_not}; --browser opens the page"
    from footlight.desktop.viewing import Viewing

    return Viewing(clock, name)


def show_in_window(viewing: "Viewing", work: Coroutine[object, None, None]) -> None:
    """Run ``work``, which fills ``viewing``, until it ends or the window is closed.

    What it failed with is told in the window; that a password is wanted, which the terminal asks for, closes it.

    Raises:
        FootlightError: as of ``work``.
    """
    from footlight.cli.entering import asked_for
    from footlight.codec.convert import use_one_thread
    from footlight.desktop.application import application
    from footlight.desktop.beside import run_beside
    from footlight.desktop.window import ViewerWindow

    use_one_thread()
    application()
    window = ViewerWindow(viewing)

    def failed(error: Exception) -> None:
        if asked_for(error):
            window.close()
        else:
            window.over(error)

    run_beside(window, work, new_event_loop, on_error=failed)
