"""The program itself: help, version, and how errors leave it."""

import typer
from typer.testing import CliRunner

from footlight.cli.main import ErrorReportingGroup, app, one_line
from footlight.errors import KeyInvalidError

runner = CliRunner()


def test_help_names_the_program_and_gives_examples() -> None:
    result = runner.invoke(app, ["--help"])
    assert result.exit_code == 0
    assert "footlight demo" in result.output


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


def test_messages_lose_their_line_breaks() -> None:
    assert one_line("a\n  b\tc") == "a b c"
