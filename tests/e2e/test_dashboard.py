"""The dashboard's queries, run by a real Prometheus on a server with a broadcast and a viewer."""

import asyncio
import json
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any, Final

import pytest

from tests.docs.pages import text
from tests.e2e.processes import PATIENCE, Footlight, Server, free_port

pytestmark = pytest.mark.long

VARIABLES: Final = {"$job": ".*", "$instance": ".*", "$__rate_interval": "10s"}


def queries() -> list[str]:
    """Every query as Grafana would ask it."""
    found = []
    for panel in json.loads(text("deploy/grafana-dashboard.json"))["panels"]:
        for target in panel["targets"]:
            expression = target["expr"]
            for name, value in VARIABLES.items():
                expression = expression.replace(name, value)
            found.append(expression)
    return found


def ask(port: int, query: str) -> list[Any]:
    url = f"http://127.0.0.1:{port}/api/v1/query?{urllib.parse.urlencode({'query': query})}"
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        told = json.load(answer)
    assert told["status"] == "success", query
    found: list[Any] = told["data"]["result"]
    return found


def answers(port: int, query: str) -> bool:
    """Whether the query has a number that is one, before patience ends."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if any(series["value"][1] != "NaN" for series in ask(port, query)):
                return True
        except OSError:
            pass  # Prometheus is still starting
        time.sleep(0.2)
    return False


async def test_every_query_has_an_answer(tmp_path: Path, server: Server, live: Footlight) -> None:
    assert live.process.returncode is None
    config, port = tmp_path / "prometheus.yml", free_port()
    config.write_text(
        "global: {scrape_interval: 1s}\n"
        f"scrape_configs: [{{job_name: footlight, static_configs: [{{targets: ['127.0.0.1:{server.port}']}}]}}]\n"
    )
    watching = await Footlight.start("watch", f"{server.url}/lobby", "--json", folder=tmp_path)
    prometheus = await asyncio.create_subprocess_exec(
        "prometheus", f"--config.file={config}", f"--storage.tsdb.path={tmp_path / 'tsdb'}",
        f"--web.listen-address=127.0.0.1:{port}", "--log.level=error", cwd=tmp_path,
    )  # fmt: skip
    try:
        async with watching:
            without = [query for query in queries() if not await asyncio.to_thread(answers, port, query)]
    finally:
        prometheus.terminate()
        await prometheus.wait()
    assert without == []
