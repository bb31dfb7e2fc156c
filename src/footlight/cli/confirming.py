"""Asks before something is gone for ever."""

from typing import Annotated

import typer

from footlight.cli.typedpassword import in_terminal

YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def confirm(question: str, *, yes: bool) -> None:
    """Go on where ``yes`` was said, now or before; else leave the command.

    Raises:
        OptionInvalidError: nobody can be asked here.
    """
    from footlight.errors import OptionInvalidError

    if yes:
        return
    if not in_terminal():
        raise OptionInvalidError(f"{question} Say --yes: nobody can be asked here")
    typer.confirm(question, abort=True, err=True)
