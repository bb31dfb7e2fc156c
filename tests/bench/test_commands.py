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


async def test_interactive_viewers_are_measured_apart_from_the_crowd_beside_them() -> None:
    arguments = ("--viewers", "20", "--beside", "5", "--latency", "crowd", "--duration", "1")
    _, *points, last = await bench("fanout", *arguments)

    assert points[0]["server"] == "footlight"
    assert {(point["missing"], point["beside_missing"], point["lost"]) for point in points} == {(0, 0, 0)}
    assert all(point["beside_p99_ms"] for point in points)
    assert last["latency"] == "crowd"


async def test_slow_viewers_skip_and_others_miss_nothing() -> None:
    _, alone, beside, last = await bench("slow", "--viewers", "5", "--slow", "2", "--duration", "5")

    assert (alone["missing"], beside["missing"], beside["lost"]) == (0, 0, 0)
    assert alone["skips"] is None
    assert beside["skips"]
    assert {"oldest_ms", "memory_growth_mb", "p99_moved_ms"} == last.keys()


async def test_flashes_and_beeps_lie_together_at_a_viewer() -> None:
    _, python, _, last = await bench("sync", "--duration", "5")

    assert python["path"] == "Python, decoded times"
    assert isinstance(python["worst_ms"], float)
    assert abs(python["worst_ms"]) < 10
    assert python["within_40_ms"] == python["beeps"]
    assert last["Python, decoded times"] == python["median_ms"]


async def test_a_narrow_link_is_told_with_its_goals(tmp_path: Path) -> None:
    drawn = tmp_path / "throttle.svg"
    _, *told, last = await bench("throttle", "--narrow", "5", "--after", "1", "--svg", str(drawn))

    assert {row["link_mbit_s"] for row in told} == {1.0, 10.0}
    assert any(row["share"] != 1 for row in told)
    assert "goals" in last
    assert drawn.read_text().startswith("<svg")


async def test_arrays_come_through_a_server_raw_as_jpeg_and_as_h264() -> None:
    _, *told, last = await bench("frames", "--duration", "2")

    own = [row for row in told if str(row["path"]).startswith("footlight")]
    assert {row["path"] for row in own} == {"footlight raw", "footlight jpeg", "footlight h264"}
    for row in told:
        assert row["pictures"] or "make peers" in str(row["note"])
    assert all(row["pictures"] and row["server_cpu_ms"] is not None for row in own)
    assert last.keys() == {row["path"] for row in told}


async def test_arrays_come_straight_from_end_to_end() -> None:
    _, *told, last = await bench("cable", "--duration", "2")

    own = [row for row in told if str(row["path"]).startswith("footlight")]
    assert own
    assert all(row["pictures"] and row["mbit_s"] for row in own)
    for row in told:
        assert row["pictures"] or "make peers" in str(row["note"])
    assert last.keys() == {"goals"} | {row["path"] for row in told}


async def test_a_receiver_at_work_passes_pictures_over_and_keeps_none() -> None:
    _, *told, _ = await bench("busy", "--duration", "4")

    own = [row for row in told if str(row["path"]).startswith("footlight")]
    assert own
    assert all(row["pictures"] and row["passed_over"] for row in own)


async def test_either_end_that_was_killed_is_back_with_a_picture() -> None:
    _, *told, last = await bench("outage", "--duration", "3", "--times", "1")

    assert {(row["returns"], row["never"]) for row in told} == {(1, 0)}
    ends = {"sender", "receiver"}
    assert {(row["killed"], row["listens"]) for row in told} == {(one, other) for one in ends for other in ends}
    assert len(last) == len(told) + 1


async def test_a_camera_is_passed_on_whole() -> None:
    _, *told, last = await bench("copy", "--duration", "4")

    assert [row["path"] for row in told] == ["MPEG-TS over http", "MPEG-TS over tcp", "MPEG-TS over udp"]
    for row in told:
        assert isinstance(row["mbit_s"], float)
        assert 4 < row["mbit_s"] < 8
        assert isinstance(row["core"], float)
    assert last.keys() == {row["path"] for row in told}


async def test_a_site_of_accounts_lets_people_in_and_puts_them_out() -> None:
    small = ("--people", "20", "--channels", "3", "--sign-ins", "2", "--joins", "4", "--viewers", "5", "--players", "2")
    _, *told, last = await bench("accounts", *small, "--rounds", "2")

    assert {str(row["what"]): row["times"] for row in told} == {
        "Argon2id alone": 2,
        "sign in": 2,
        "ticket": 4,
        "join with it": 4,
        "ticket and join": 4,
        "public join": 4,
        "all gone": 2,
    }
    assert all(0 < row["p50_ms"] <= row["p95_ms"] <= row["max_ms"] for row in told)  # type: ignore[operator]
    assert {"sign_in_hashes", "goals"} == last.keys()


async def test_a_chat_is_full_flooded_and_beside_a_video() -> None:
    _, *told, last = await bench("chat", "--people", "16", "--seconds", "1", "--lines", "300")

    crowds, flood, commands, video = told[:2], told[2], told[3:7], told[-2:]
    assert [row["people"] for row in crowds] == [16, 16]
    assert {(row["missing"], row["lost"]) for row in (*crowds, flood, *video)} == {(0, 0)}
    assert flood["people"] == 16
    assert [row["what"] for row in commands] == ["/timeout", "/delete", "/slow", "/kick"]
    assert len(told[7:-2]) == 11
    assert [row["what"] for row in video] == ["video alone", "beside a full chat"]
    assert video[1]["chat_p99_ms"]
    goals = last["goals"]
    assert isinstance(goals, dict)
    assert len(goals) == 7
    assert goals["limits hold"] == "yes"
