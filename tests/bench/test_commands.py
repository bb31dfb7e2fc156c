"""The commands as people run them, with small crowds: what they print, not how fast this machine is."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from footlight.bench.server import PROGRAM

pytestmark = pytest.mark.long


async def bench(*arguments: str) -> list[Mapping[str, object]]:
    process = await asyncio.create_subprocess_exec(
        *PROGRAM, "bench", *arguments, "--json", stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    assert process.returncode == 0
    return [json.loads(line) for line in printed.splitlines()]


@pytest.mark.parametrize("tls", [(), ("--tls",)])
async def test_fanout_ends_with_the_viewers_of_a_core(tls: tuple[str, ...]) -> None:
    first, *points, last = await bench("fanout", "--viewers", "20", "--duration", "1", *tls)

    assert "machine" in first
    assert {point["viewers"] for point in points} == {20}
    assert {(point["missing"], point["lost"]) for point in points} == {(0, 0)}
    assert list(last)[-1] == "viewers_per_core"


async def test_slow_viewers_skip_and_others_miss_nothing() -> None:
    _, alone, beside, last = await bench("slow", "--viewers", "5", "--slow", "2", "--duration", "5")

    assert (alone["missing"], beside["missing"], beside["lost"]) == (0, 0, 0)
    assert alone["skips"] is None
    assert beside["skips"]
    assert {"oldest_ms", "memory_growth_mb", "p99_moved_ms"} == last.keys()


async def test_a_narrow_link_is_told_with_its_goals(tmp_path: Path) -> None:
    drawn = tmp_path / "throttle.svg"
    _, *told, last = await bench("throttle", "--narrow", "5", "--after", "1", "--svg", str(drawn))

    assert {row["link_mbit_s"] for row in told} == {1.0, 10.0}
    assert any(row["share"] != 1 for row in told)
    assert "goals" in last
    assert drawn.read_text().startswith("<svg")
