"""Single keys and whole lines from the terminal that a command runs in."""

import sys
from collections.abc import Callable
from typing import Protocol


class Terminal(Protocol):
    """A terminal that gives keys as they are pressed, between `open` and `close`."""

    def open(self) -> None:
        """Begin to take keys; on an event loop."""

    def close(self) -> None:
        """Put the terminal back as it was; may be called again, and in a signal's handler."""

    async def key(self) -> str:
        """Wait for the next key: one character. Those that mean more than one, as arrows, are left out."""

    async def line(self, ask: Callable[[], object]) -> str:
        """Wait for a line as a person types and corrects it, without its end; ``ask`` is called when it may come."""


def terminal() -> Terminal | None:
    """The terminal on standard input; None where that is something else."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    if sys.platform == "win32":
        from footlight.cli.console import Console

        return Console()
    else:  # noqa: RET505 - the type checker reads it so
        from footlight.cli.tty import Tty

        return Tty(sys.stdin.fileno())
