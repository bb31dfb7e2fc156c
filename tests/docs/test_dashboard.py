"""The Grafana dashboard asks for metrics that a running server has, and leaves none of Footlight's own out."""

import asyncio
import json
import re
import urllib.request
from pathlib import Path
from typing import Any, Final

import pytest

from footlight.app import running
from footlight.settings import Settings
from tests.docs.pages import text

DASHBOARD: Final[dict[str, Any]] = json.loads(text("deploy/grafana-dashboard.json"))


def expressions() -> list[str]:
    return [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


def asked() -> set[str]:
    return {name for expression in expressions() for name in re.findall(r"\b(?:footlight|process)_\w+", expression)}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the series at /metrics."""

    async def scrape(data: Path) -> str:
        async with running(Settings(port=0, data=data)) as server:
            return await asyncio.to_thread(read, f"{server.url}/metrics")

    def read(url: str) -> str:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - the server of this test
            body: str = answer.read().decode()
            return body

    lines = asyncio.run(scrape(tmp_path_factory.mktemp("dashboard"))).splitlines()
    return {re.split(r"[{ ]", line)[0] for line in lines if not line.startswith("#")}


def test_every_metric_it_asks_for_is_served(served: set[str]) -> None:
    assert asked() - served == set()


def test_every_metric_of_footlight_is_on_it(served: set[str]) -> None:
    parts = ("_created", "_sum", "_count")
    own = {name for name in served if name.startswith("footlight_") and not name.endswith(parts)}
    assert own - asked() == set()


def test_its_panels_have_numbers_of_their_own_and_do_not_overlap() -> None:
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    cells = [
        (x, y)
        for panel in panels
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _y in cells) < 24
