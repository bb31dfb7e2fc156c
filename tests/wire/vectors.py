"""The test vectors that both implementations run (tests/vectors/README.md)."""

import json
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(__file__).parents[1] / "vectors"


def cases(file: str, group: str) -> list[Any]:
    """The cases of one group of a file, as pytest parameters called by their names."""
    return [pytest.param(case, id=case["name"]) for case in json.loads((_FOLDER / file).read_text())[group]]
