"""What the layers contract of import-linter cannot say: which parts may import which libraries."""

import ast
from functools import cache
from pathlib import Path
from typing import Final

import footlight

SOURCES: Final = Path(footlight.__file__).parent

CODECS: Final = {"av", "cv2"}
INPUT_AND_OUTPUT: Final = {"asyncio", "selectors", "socket", "ssl", "threading", "time"}


@cache
def imports(path: Path) -> frozenset[str]:
    """The top-level names of all modules that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.partition(".")[0])
    return frozenset(found)


def importers(of: set[str], among: list[Path]) -> list[str]:
    return [str(path.relative_to(SOURCES)) for path in among if of & imports(path)]


def test_only_capture_and_codec_import_the_codec_libraries() -> None:
    others = [path for path in SOURCES.rglob("*.py") if path.relative_to(SOURCES).parts[0] not in ("capture", "codec")]

    assert importers(CODECS, others) == []


def test_only_desktop_imports_qt() -> None:
    others = [path for path in SOURCES.rglob("*.py") if path.relative_to(SOURCES).parts[0] != "desktop"]

    assert importers({"PySide6", "shiboken6"}, others) == []


def test_only_terminal_imports_textual() -> None:
    others = [path for path in SOURCES.rglob("*.py") if path.relative_to(SOURCES).parts[0] != "terminal"]

    assert importers({"textual"}, others) == []


def test_the_cores_neither_read_the_clock_nor_do_input_and_output() -> None:
    cores = [path for part in ("wire", "model") for path in (SOURCES / part).rglob("*.py")]

    assert importers(INPUT_AND_OUTPUT, cores) == []


def test_no_file_of_the_sources_is_longer_than_500_lines() -> None:
    web = Path(__file__).parents[1] / "web"
    written = [
        *SOURCES.rglob("*.py"),
        *SOURCES.rglob("*.c"),
        *[path for part in ("app", "e2ee", "player", "wire") for path in (web / part).rglob("*.*") if path.is_file()],
    ]

    assert [str(path) for path in written if len(path.read_text("utf-8").splitlines()) > 500] == []
