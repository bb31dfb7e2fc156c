"""docs/dependencies.md names what the project depends on: all of it, and nothing that went away."""

import json
import re
import tomllib

from tests.docs.pages import ROOT, rows, text


def declared() -> set[str]:
    project = tomllib.loads(text("pyproject.toml"))
    inputs = [text(f"requirements/{name}.in") for name in ("build", "node")]
    wanted = [
        *project["project"]["dependencies"],
        *(each for extra in project["project"]["optional-dependencies"].values() for each in extra),
        *(each for group in project["dependency-groups"].values() for each in group),
        *project["build-system"]["requires"],
        *[line for lines in inputs for line in lines.splitlines() if not line.startswith("#")],
    ]
    pages = json.loads(text("web/package.json"))
    python = {re.split(r"[^A-Za-z0-9._-]", requirement)[0] for requirement in wanted}
    return python | set(pages.get("dependencies", {})) | set(pages["devDependencies"])


def test_the_page_names_just_what_is_declared() -> None:
    documented = {cells[0] for cells in rows("docs/dependencies.md") if cells[0] != "package"}

    assert documented == declared()


def test_every_dependency_has_a_licence_a_use_and_a_reason() -> None:
    assert [cells[0] for cells in rows("docs/dependencies.md") if len(cells) != 4 or not all(cells)] == []


def test_locks_hold_hashes_and_no_addresses() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        content = lock.read_text("utf-8")
        assert "--hash=sha256:" in content
        assert "://" not in content
    assert '"resolved"' not in text("web/package-lock.json")
