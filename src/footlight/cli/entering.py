"""What ``watch`` and ``send`` show for a server's channel: a token, or to watch a password that is typed."""

import os
from collections.abc import Callable
from typing import Final

import typer

from footlight.cli.hints import TOKEN, with_token_hint
from footlight.cli.oneline import one_line
from footlight.cli.typedpassword import in_terminal, unseen
from footlight.errors import FootlightError, PasswordNeededError, PasswordWrongError

_BY_PASSWORD: Final = (PasswordNeededError, PasswordWrongError)


def token() -> str | None:
    """The token to show, if any."""
    return os.environ.get(TOKEN) or None


def asked_for(error: Exception) -> bool:
    """Whether somebody sits here who can type the password that an error is for the want of."""
    return isinstance(error, _BY_PASSWORD) and in_terminal()


def let_in(attempt: Callable[[str | None], object]) -> None:
    """Make an attempt to watch without the channel's password, and others with what is typed.

    Raises:
        FootlightError: as of ``attempt``, with what mends it.
    """
    password = None
    while True:
        try:
            attempt(password)
            return
        except FootlightError as error:
            if not asked_for(error):
                raise with_token_hint(error) from error.__cause__
            typer.echo(f"{one_line(str(error))}.", err=True)
        password = unseen("Password of the channel: ")
