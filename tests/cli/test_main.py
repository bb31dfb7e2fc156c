"""The program itself: help, version, and how errors leave it."""

import pytest
import typer
from typer.core import TyperCommand, TyperGroup
from typer.testing import CliRunner

from footlight.cli.main import ErrorReportingGroup, app
from footlight.errors import KeyInvalidError
from tests.docs.test_commands import commands

runner = CliRunner()


def test_help_names_the_program_and_gives_examples() -> None:
    result = runner.invoke(app, ["--help"])
    assert result.exit_code == 0
    assert "footlight demo" in result.output


@pytest.mark.parametrize(
    ("name", "command"), [(name, one) for name, one in commands() if not isinstance(one, TyperGroup)]
)
def test_the_help_of_every_command_has_an_example_of_it(name: str, command: TyperCommand) -> None:
    examples = (command.help or "").partition("Examples:\n")[2]
    assert examples.startswith(f"  {name}")


def test_version_is_that_of_the_installed_package() -> None:
    result = runner.invoke(app, ["--version"])
    assert result.exit_code == 0
    assert result.output.startswith("footlight 0.")


def test_an_error_is_one_line_with_its_code_and_exit_status() -> None:
    failing = typer.Typer(cls=ErrorReportingGroup)

    @failing.callback()
    def root() -> None:
        """A group needs a callback to stay a group with one command."""

    @failing.command()
    def fail() -> None:
        raise KeyInvalidError("no such\nkey")

    result = runner.invoke(failing, ["fail"])
    assert result.exit_code == 5
    assert result.stderr == "footlight: no such key [key_invalid]\n"
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("sned", "no such command 'sned'. Did you mean 'send'? (see footlight --help)"),
        ("--versoin", "no such option: --versoin (Possible options: --version) (see footlight --help)"),
        ("send test --to", "option '--to' requires an argument (see --help)"),
        ("top", "missing argument 'URL' (see footlight top --help)"),
        ("pull sett", "no such command 'sett'. Did you mean 'set'? (see footlight pull --help)"),
        (
            "top 127.0.0.1 --every 0",
            "invalid value for '--every': Input should be greater than or equal to 0.2 (see footlight top --help)",
        ),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line_too(typed: str, told: str) -> None:
    result = runner.invoke(app, typed.split(), prog_name="footlight")
    assert result.stderr == f"footlight: {told} [option_invalid]\n"
    assert result.stdout == ""
    assert result.exit_code == 2


@pytest.mark.parametrize("typed", ["", "pull"])
def test_a_group_alone_gives_its_help(typed: str) -> None:
    result = runner.invoke(app, typed.split(), prog_name="footlight")
    assert result.output.startswith(f"Usage: footlight {typed}".strip())
    assert "option_invalid" not in result.output
