"""The ``footlight`` program: its commands, and how an error leaves it.

Commands import what they need inside their functions, so that ``footlight --help`` is quick.
"""

import gc
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from footlight.cli.backup import backup, restore
from footlight.cli.bench import bench_app
from footlight.cli.call import call
from footlight.cli.channel import channel_app
from footlight.cli.chat import chat
from footlight.cli.demo import demo
from footlight.cli.doctor import doctor
from footlight.cli.hints import hint
from footlight.cli.invite import invite_app
from footlight.cli.key import key_app
from footlight.cli.listenoption import ListeningCommand
from footlight.cli.oneline import one_line
from footlight.cli.pull import pull_app
from footlight.cli.send import send
from footlight.cli.serve import serve
from footlight.cli.sources import sources
from footlight.cli.token import token_app
from footlight.cli.top import top
from footlight.cli.user import user_app
from footlight.cli.watch import watch
from footlight.errors import FootlightError, OptionInvalidError


class ErrorReportingGroup(TyperGroup):
    """Turns every error that Footlight raises on purpose into one line on stderr and its exit status.

    So it does with what cannot be read on the command line: an option that is unknown, missing or no number.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        with _told_in_one_line():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        with _told_in_one_line():
            try:
                return super().invoke(ctx)
            except FootlightError as error:
                raise _told(error, self._options(ctx)) from error

    def _options(self, ctx: Any) -> set[str]:
        """Those of the command that was typed."""
        command = self.get_command(ctx, ctx.invoked_subcommand or "")
        return {option for one in command.params for option in one.opts} if command is not None else set()


@contextmanager
def _told_in_one_line() -> Iterator[None]:
    try:
        yield
    except FootlightError as error:
        raise _told(error) from error
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # the help itself, which nobody exports
            raise
        said = error.format_message()
        context = getattr(error, "ctx", None)
        command = f"{context.command_path} " if context is not None else ""
        wrong = f"{said[:1].lower()}{said[1:].removesuffix('.')} (see {command}--help)"
        raise _told(OptionInvalidError(wrong)) from error


def _told(error: FootlightError, options: Collection[str] = ()) -> typer.Exit:
    typer.echo(f"footlight: {one_line(str(error))}{hint(error, options)} [{error.code}]", err=True)
    return typer.Exit(error.exit_status)


def _print_version(wanted: bool) -> None:
    if wanted:
        import footlight

        typer.echo(f"footlight {footlight.__version__}")
        raise typer.Exit


app = typer.Typer(
    name="footlight",
    cls=ErrorReportingGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(
    epilog="""\b
Examples:
  footlight demo                                        a server with a live test picture, and a browser on it
  footlight serve                                       a server on http://127.0.0.1:7700
  footlight key new lobby                               the right to publish on /lobby
  footlight send screen --to http://127.0.0.1:7700/lobby
  footlight watch http://127.0.0.1:7700/lobby
  footlight send screen --listen                        without a server: to whoever watches from here on
  footlight watch 127.0.0.1:7700
"""
)
def footlight(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Live video for people who run their own: capture here, see it there a moment later.

    An error is one line on stderr with its code in brackets. Exit status: 2 something typed is wrong,
    3 this machine lacks something, 4 the other end is away or no Footlight, 5 the other end refused.
    """


app.command()(demo)
app.command()(serve)
app.add_typer(user_app, name="user")
app.add_typer(invite_app, name="invite")
app.add_typer(token_app, name="token")
app.add_typer(channel_app, name="channel")
app.add_typer(key_app, name="key")
app.add_typer(pull_app, name="pull")
app.command()(backup)
app.command()(restore)
app.command(cls=ListeningCommand)(send)
app.command(cls=ListeningCommand)(call)
app.command()(sources)
app.command(cls=ListeningCommand)(watch)
app.command()(chat)
app.command()(top)
app.command()(doctor)
app.add_typer(bench_app, name="bench")


def main() -> None:
    """The program."""
    try:
        app()
    finally:
        # Python looks through all that there is for garbage before it ends: a third of what a short command takes.
        gc.freeze()
