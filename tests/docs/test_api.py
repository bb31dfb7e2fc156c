"""docs/api.md has a line for every operation of the interface, and for none that there is not."""

import asyncio
import re
from pathlib import Path

from footlight.accounts.identity import SCOPES
from footlight.app import running
from footlight.settings import Settings
from tests.docs.pages import rows, text
from tests.fakes.http import ask

PAGE = "docs/api.md"
OPERATION = re.compile(r"(?:GET|POST|PUT|PATCH|DELETE) /api/v1/\S+")


def test_every_operation_has_a_line_that_says_what_it_takes_and_does(empty_data: Path) -> None:
    async def read() -> dict[str, dict[str, object]]:
        async with running(Settings(port=0, data=empty_data)) as server:
            paths: dict[str, dict[str, object]] = (await ask(server.port, "/api/v1/openapi.json")).json()["paths"]
            return paths

    told = [cells for cells in rows(PAGE) if len(cells) == 3 and OPERATION.fullmatch(cells[0])]
    there = {
        f"{method.upper()} {path}"
        for path, methods in asyncio.run(read()).items()
        for method in methods
        if path.startswith("/api/v1/")
    }

    assert {cells[0] for cells in told} == there
    assert len(told) == len(there)
    assert [cells[0] for cells in told if not cells[2]] == []


def test_every_scope_is_told() -> None:
    assert [scope for scope in SCOPES if f"| `{scope}` |" not in text(PAGE)] == []
