"""What a worker's process tells, whatever became of it."""

import asyncio
import sys
from pathlib import Path

import pytest

from footlight.ingest.pull.messages import Report
from footlight.ingest.pull.process import WorkerProcess, worker_process


async def told(script: str) -> list[Report]:
    """What a program reports until it ends, or until it makes no sense."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=4096
    )
    worker = WorkerProcess(process)
    try:
        return [report async for report in worker.reports()]
    finally:
        await worker.stop()


@pytest.mark.parametrize("rest", ["nonsense", '{"id": 2', '{"id": "two", "state": "live"}', "x" * 10_000])
async def test_a_worker_that_tells_nonsense_is_taken_for_broken(rest: str) -> None:
    reports = await told(f"""print('{{"id": 1, "state": "live"}}'); print({rest!r}); import sys; sys.stdin.read()""")
    assert reports == [Report(1, "live")]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows a process's environment")
async def test_a_worker_knows_no_way_past_the_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTPS_PROXY", "all_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with worker_process("info", "json") as worker:
        environment = Path(f"/proc/{worker.pid}/environ").read_bytes()
    assert b"PATH=" in environment
    assert b"_proxy=" not in environment.lower()
