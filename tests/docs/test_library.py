"""docs/library.md runs, and names all that the library has."""

import inspect
import re
from dataclasses import fields
from pathlib import Path

import pytest

import footlight
from footlight.bench.server import free_port
from footlight.errors import BY_CODE
from tests.docs.pages import text

PAGE = "docs/library.md"
BLOCKS = re.findall(r"```python\n(.*?)```", text(PAGE), re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_runs(block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(block.replace("7700", str(free_port())), PAGE, "exec"), {"__name__": PAGE})  # noqa: S102


def test_all_that_is_public_is_told() -> None:
    words = set(re.findall(r"\w+", " ".join(re.findall(r"```.*?```|`[^`\n]+`", text(PAGE), re.DOTALL))))
    public: set[str] = set()
    for face in (footlight.Upstream, footlight.Downstream, footlight.aio.Chat):
        public |= {name for name in dir(face) if not name.startswith("_")}
        public |= set(inspect.signature(face).parameters)
    for kind in (footlight.Frame, footlight.Sound, footlight.UpstreamStats, footlight.DownstreamStats):
        public |= {field.name for field in fields(kind)}

    assert public - words == set()


def test_its_codes_are_real() -> None:
    section = text(PAGE).partition("## Errors")[2]
    told = {code for cell in re.findall(r"^\| (`.+?`) \|", section, re.MULTILINE) for code in re.findall(r"\w+", cell)}

    assert "frame_invalid" in told
    assert told - set(BY_CODE) == set()
