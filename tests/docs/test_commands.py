"""docs/commands.md names every command and every option of the program."""

from collections.abc import Iterator

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from footlight.cli.main import app
from tests.docs.pages import text


def commands() -> Iterator[tuple[str, TyperCommand | TyperGroup]]:
    """Every command by its whole name: ``footlight key new``."""
    waiting = [("footlight", get_command(app))]
    while waiting:
        name, command = waiting.pop()
        assert isinstance(command, TyperCommand | TyperGroup)
        yield name, command
        if isinstance(command, TyperGroup):
            waiting += [(f"{name} {child}", command.commands[child]) for child in command.commands]


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_a_command_has_a_section_that_names_its_options(name: str, command: TyperCommand | TyperGroup) -> None:
    sections = {part.split("\n", 1)[0].strip(): part for part in text("docs/commands.md").split("\n## ")}

    options = [option for parameter in command.params for option in parameter.opts if option.startswith("--")]

    assert name in sections
    assert [option for option in options if option not in sections[name] and option != "--help"] == []
