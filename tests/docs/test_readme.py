"""The README's commands exist, and its claims about the project's files are true."""

import re
import shlex
from textwrap import indent
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import footlight
from footlight.bench.server import free_port
from footlight.cli.main import app
from tests.docs.pages import ROOT, text


def shell_lines() -> list[str]:
    """Every line of the README's shell blocks, without comments, and what ``$(...)`` in them runs."""
    blocks = re.findall(r"```sh\n(.*?)```", text("README.md"), re.DOTALL)
    lines = [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [re.sub(r"^export \w+=\$\((.*)\)$", r"\1", line) for line in lines if line]


@pytest.mark.parametrize("line", [line for line in shell_lines() if line.startswith("footlight ")])
def test_the_program_knows_the_commands_and_options(line: str) -> None:
    words = shlex.split(line)[1:]
    name = words[: 2 if words[0] in ("key", "bench") else 1]

    known = CliRunner().invoke(app, [*name, "--help"])

    assert known.exit_code == 0
    assert [word for word in words if word.startswith("--") and word not in known.output] == []


def test_make_knows_the_targets() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", text("Makefile"), re.MULTILINE))

    assert {line.split()[1] for line in shell_lines() if line.startswith("make ")} <= targets
    assert {"demo", "test", "setup", "test-long"} <= targets


def test_its_python_sends_and_receives() -> None:
    sender, receiver = re.findall(r"```python\n(.*?)```", text("README.md"), re.DOTALL)
    both = (sender + indent(receiver, "    ")).replace("7700", str(free_port()))
    sent = np.full((48, 64, 3), 90, np.uint8)
    names: dict[str, Any] = {"footlight": footlight, "picture": sent}

    exec(compile(both, "README.md", "exec"), names)  # noqa: S102

    assert names["picture"] is not sent
    assert abs(names["picture"].mean() - 90) < 5


def test_every_page_of_the_documentation_is_in_its_index() -> None:
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}

    assert {page for page in pages if f"]({page})" not in text("docs/README.md")} == set()
