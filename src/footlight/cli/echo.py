"""``send --display``: a window that echoes what is sent."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING

from footlight.cli.running import new_event_loop, run_until_stopped
from footlight.errors import OptionInvalidError

if TYPE_CHECKING:
    from footlight.desktop.echo import EchoWindow


def open_echo(name: str) -> "EchoWindow":
    """The window, not shown yet; ``name``: what people call what is sent.

    Raises:
        OptionInvalidError: no window can be opened here.
    """
    from footlight.desktop.application import application, available

    why_not = available()
    if why_not is not None:
        raise OptionInvalidError(f"--display opens no window: {why_not}")
    from footlight.desktop.echo import EchoWindow

    application()
    return EchoWindow(name)


def run_echoed(
    window: "EchoWindow | None", work: Coroutine[object, None, None], *, before_abort: Callable[[], object]
) -> None:
    """Run ``work`` as `run_until_stopped` does, and the window beside it; it goes on where the window is closed.

    Raises:
        FootlightError: as of ``work``.
    """
    if window is None:
        run_until_stopped(work, before_abort=before_abort)
        return
    from footlight.desktop.beside import run_beside

    run_beside(window, work, new_event_loop, closing_ends=False, before_abort=before_abort)
