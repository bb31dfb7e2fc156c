"""The pages of the documentation, as the tests read them."""

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]

PAGES: Final = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md")])

_CODE: Final = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


def text(name: str) -> str:
    """The page of this name, from the project's root: ``docs/errors.md``."""
    return (ROOT / name).read_text(encoding="utf-8")


def code() -> str:
    """All that any page in docs/ sets as code: what a name must be in to count as documented."""
    found = [match[0] for page in PAGES if page.parent != ROOT for match in _CODE.finditer(page.read_text("utf-8"))]
    return "\n".join(found)


def rows(page: str) -> list[list[str]]:
    """The cells of every table row of a page, without the backticks; headings and rules are left out."""
    lines = [line for line in text(page).splitlines() if line.startswith("|") and not line.startswith("|--")]
    tables = [[cell.strip().replace("`", "") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return [cells for cells in tables if cells and cells[0]]
