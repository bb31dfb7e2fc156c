"""``footlight send`` to ``footlight watch`` through ``footlight serve``: real processes, and what people do to them."""

import json
from itertools import pairwise
from pathlib import Path

import av
import pytest

from tests.e2e.processes import SMALL, Footlight, Server


def pictures(path: Path) -> list[float]:
    """When each picture of a file is shown, in seconds; what was cut off at its end is not there."""
    times: list[float] = []
    with av.open(str(path)) as file:
        for frame in file.decode(video=0):
            times.append(float(frame.time or 0))
    return times


async def test_the_closing_object_tells_what_was_seen(on_air: Server) -> None:
    seen = await on_air.watch("lobby")
    assert list(seen) == [
        "frames", "fps", "width", "height", "codec", "bitrate_kbps", "latency_ms", "first_frame_ms", "skipped_groups",
        "tampered",
    ]  # fmt: skip
    assert (seen["width"], seen["height"]) == (640, 360)
    assert seen["codec"].startswith("avc1.")
    assert seen["frames"] > 0
    assert seen["fps"] > 0
    assert seen["bitrate_kbps"] > 0
    latency = seen["latency_ms"]
    assert 0 < latency["p50"] <= latency["p95"] <= latency["p99"] <= latency["max"]


async def test_ctrl_c_ends_the_broadcast_at_once(on_air: Server) -> None:
    async with (
        await on_air.send("attic", "test", *SMALL) as sender,
        await Footlight.start(
            "watch", f"{on_air.url}/attic", "--json", folder=on_air.folder, environment={"HOME": str(on_air.folder)}
        ) as viewer,
    ):
        await viewer.until(lambda said: said.get("fps", 0) > 0)
        assert await sender.interrupt() == 0
        await viewer.until(lambda said: said.get("state") in ("ended", "offline"))
        assert await viewer.interrupt() == 0
        assert json.loads(viewer.printed[-1])["frames"] > 0


async def test_a_recording_survives_a_kill(on_air: Server, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    viewer = await Footlight.start("watch", f"{on_air.url}/lobby", "--json", "--record", str(film), folder=tmp_path)
    async with viewer:
        for _ in range(6):
            await viewer.until(lambda said: said.get("fps", 0) > 0)
        await viewer.kill()
    times = pictures(film)
    assert len(times) > 20
    assert times == sorted(times)
    with av.open(str(film)) as file:
        assert [stream.codec_context.name for stream in file.streams] == ["h264", "opus", "mov_text"]


@pytest.mark.long
@pytest.mark.usefixtures("live")
async def test_a_recording_goes_on_when_the_server_was_killed_and_started_again(server: Server) -> None:
    film = server.folder / "film.mp4"
    async with await Footlight.start(
        "watch", f"{server.url}/lobby", "--json", "--record", str(film), folder=server.folder
    ) as viewer:
        await viewer.until(lambda said: said.get("fps", 0) > 0)
        await server.kill()
        await viewer.until(lambda said: said.get("event") == "lost")
        await server.start()
        await viewer.until(lambda said: said.get("event") == "connected")
        for _ in range(4):
            await viewer.until(lambda said: said.get("fps", 0) > 0)
        assert await viewer.interrupt() == 0
    assert not (server.folder / "film-2.mp4").exists()
    times = pictures(film)
    assert times == sorted(times)
    assert max(later - sooner for sooner, later in pairwise(times)) > 0.2


async def test_what_was_recorded_can_be_sent_beside_another_source_and_ends_at_its_end(
    on_air: Server, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"
    await on_air.watch("lobby", "--record", str(film))
    sent = await on_air.send("cinema", str(film), str(film))
    channel = await on_air.channel("cinema")
    assert [track["name"] for track in channel["broadcast"]["tracks"]] == ["file", "sound", "file-2"]
    assert await sent.ended() == 0, sent.errors
