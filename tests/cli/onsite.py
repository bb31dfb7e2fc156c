"""Commands on a data folder of a test's own, as a person or a script uses them."""

import json
import shutil
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from footlight.cli.main import app
from tests.accounts.site import PASSWORD


class OnSite:
    """Runs commands with ``--data``, on a copy of a database."""

    def __init__(self, folder: Path, database: Path) -> None:
        self.data = folder / "data"
        self.data.mkdir(mode=0o700)
        shutil.copy(database, self.data)

    def run(self, *arguments: str, typed: str | bytes | None = None) -> Result:
        """Run one; ``typed`` is its standard input."""
        return CliRunner().invoke(app, [*arguments, "--data", str(self.data)], input=typed)

    def done(self, *arguments: str, typed: str | None = None) -> str:
        """What one that works prints on standard output."""
        result = self.run(*arguments, typed=typed)
        assert (result.exit_code, result.exception) == (0, None), result.output
        return result.stdout

    def objects(self, *arguments: str, typed: str | None = None) -> list[dict[str, Any]]:
        """The objects that it prints with ``--json``."""
        return [json.loads(line) for line in self.done(*arguments, "--json", typed=typed).splitlines()]

    def refused(self, *arguments: str, typed: str | bytes | None = None) -> tuple[int, str]:
        """The exit status and the code of one that fails, which is one line."""
        result = self.run(*arguments, typed=typed)
        assert result.stdout == ""
        assert result.stderr.count("\n") == 1, result.stderr
        return result.exit_code, result.stderr.rpartition("[")[2].rstrip("]\n")

    def person(self, name: str, role: str = "member") -> None:
        self.done("user", "new", name, "--role", role, "--password-stdin", typed=f"{PASSWORD}\n")
