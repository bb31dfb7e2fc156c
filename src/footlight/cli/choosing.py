"""``send`` without a source: a window to choose in, where one can open."""

import sys
from typing import TYPE_CHECKING

import typer

from footlight.errors import OptionInvalidError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from footlight.model.clock import Clock


def see_that_one_can_choose(sources: "Sequence[str]", *, as_json: bool) -> None:
    """See to it that there are sources, or a window can open to choose some.

    Raises:
        OptionInvalidError: neither.
    """
    if sources:
        return
    if as_json:
        raise OptionInvalidError("--json is for programs, which choose in no window: name a source")
    from footlight.desktop.application import available

    why_not = available()
    if why_not is not None:
        raise OptionInvalidError(
            f"name a source, as footlight sources lists them; no window opens to choose in: {why_not}"
        )


def chosen_sources(sources: "Sequence[str]", clock: "Clock") -> "Sequence[str]":
    """The sources that were typed, else those that people choose in a window.

    Raises:
        typer.Exit: they chose none.
    """
    if sources:
        return sources
    from footlight.desktop.sourcechooser import choose_sources

    chosen = choose_sources(["footlight", *sys.argv[1:]], clock)
    if chosen is None:
        typer.echo("Nothing was chosen, and nothing is sent.")
        raise typer.Exit
    return chosen
