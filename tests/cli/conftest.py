"""A data folder to work on by commands, which are made once."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from tests.cli.onsite import OnSite


@pytest.fixture(scope="session", autouse=True)
def commands() -> Iterator[None]:
    """As in a program: Typer's runner makes all of them for each that is run, which takes as long as most of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.testing._get_command", cache(get_command))
        yield


@pytest.fixture
def onsite(tmp_path: Path, empty_database: Path) -> OnSite:
    return OnSite(tmp_path, empty_database)
