"""``send`` without a source and ``watch`` without an address: a window to choose in, where one can open."""

import sys
from typing import TYPE_CHECKING, NamedTuple

import typer

from footlight.errors import OptionInvalidError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from footlight.model.clock import Clock


class Watch(NamedTuple):
    """What to watch, and with what."""

    address: str | None
    key: str | None
    pin: str | None
    secret: str | None


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


def what_to_watch(*, in_window: bool, as_json: bool, key: str | None, pin: str | None, secret: str | None) -> Watch:
    """What people choose in a window, where one is wanted and can open; else in the terminal.

    Args:
        in_window: a window is wanted.
        as_json: as of `footlight.cli.discovered.discovered`.
        key: what was typed already.
        pin: the same.
        secret: the same.

    Raises:
        FootlightError: as of `footlight.cli.discovered.discovered`.
        typer.Exit: they chose nothing, or were not there to be asked.
    """
    from footlight.cli.discovered import discovered
    from footlight.desktop.application import available

    if not in_window or available() is not None:
        return Watch(*discovered("send", "footlight watch", as_json=as_json, key=key, pin=pin), secret)
    from footlight.cli.connecting import trust_of
    from footlight.desktop.broadcastchooser import choose_broadcast
    from footlight.desktop.offers import Choice

    choice = choose_broadcast(Choice("", key, secret, pin), trust_of(pin))
    if choice is None:
        typer.echo("Nothing was chosen, and nothing is watched.")
        raise typer.Exit
    return Watch(choice.address, choice.key, choice.pin, choice.secret)
