"""Passwords for commands: typed unseen, or read from standard input; never on the command line, where others see it."""

import getpass
import sys
from typing import Annotated, Final

import typer

PasswordStdinOption = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input: its first line.")
]
_MOST_BYTES: Final = 4_096


def typed_password(what: str, *, from_stdin: bool) -> str:
    """A password that somebody chose.

    Args:
        what: it is of, for who types it: "Password of Ann".

    Raises:
        OptionInvalidError: there is no terminal to ask in, or standard input holds none.
    """
    from footlight.errors import OptionInvalidError

    if not from_stdin:
        if not in_terminal():
            raise OptionInvalidError(
                "a password is asked for in a terminal, and here is none: give --password-stdin, and the password there"
            )
        while (password := unseen(f"{what}: ")) != unseen("Once more: "):
            typer.echo("These were not the same: type it twice again.", err=True)
        return password
    line = typer.get_binary_stream("stdin").readline(_MOST_BYTES)
    try:
        password = line.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise OptionInvalidError("the password on standard input is not UTF-8") from None
    if not password:
        raise OptionInvalidError("--password-stdin wants the password as the first line of standard input")
    return password


def unseen(prompt: str) -> str:
    """What somebody types in the terminal, which does not show it from before it asks.

    Raises:
        OptionInvalidError: it is no text.
    """
    from footlight.errors import OptionInvalidError

    try:
        return getpass.getpass(prompt)
    except UnicodeDecodeError:
        raise OptionInvalidError("what was typed is not text in this terminal's encoding") from None
    except (KeyboardInterrupt, EOFError):
        # The line of the question ends.
        typer.echo(err=True)
        raise typer.Abort from None


def in_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()
