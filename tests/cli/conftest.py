"""A data folder to work on by commands."""

from pathlib import Path

import pytest

from tests.cli.onsite import OnSite


@pytest.fixture
def onsite(tmp_path: Path) -> OnSite:
    return OnSite(tmp_path)
