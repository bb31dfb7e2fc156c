"""Killed without warning, at moments that nobody chose: what was acknowledged is there, what was recorded plays."""

import asyncio
import json
import random
import subprocess
from pathlib import Path

import pytest

from tests.e2e.processes import Footlight, Server, free_port, run

pytestmark = pytest.mark.long


def pictures_in(film: Path) -> int:
    """How many pictures FFmpeg decodes of a file."""
    counted = subprocess.run(
        ["ffprobe", "-v", "error", "-count_frames", "-select_streams", "v:0",
         "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", str(film)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(counted.stdout.strip().strip(","))


async def test_a_recording_that_is_killed_at_any_moment_plays(server: Server, live: Footlight) -> None:
    chance = random.Random(7)
    for attempt in range(8):
        film = server.folder / f"film-{attempt}.mp4"
        recorder = await Footlight.start(
            "watch", f"{server.url}/lobby", "--no-window", "--json", "--record", str(film), folder=server.folder
        )
        await recorder.until(lambda said: said.get("fps", 0) > 0)
        # Two seconds at most until the first keyframe, which is where a film begins.
        await asyncio.sleep(2.5 + 2 * chance.random())
        await recorder.kill()

        assert await asyncio.to_thread(pictures_in, film) > 0
    assert live.process.returncode is None


async def test_a_sender_s_recording_that_is_killed_at_any_moment_plays(tmp_path: Path) -> None:
    chance = random.Random(13)
    for attempt in range(3):
        film = tmp_path / f"film-{attempt}.mp4"
        sender = await Footlight.start(
            "send", "test", "--listen", f"127.0.0.1:{free_port()}", "--json", "--record", str(film), folder=tmp_path
        )
        await sender.until(lambda said: said.get("fps", 0) > 0)
        await asyncio.sleep(1.5 + 2 * chance.random())
        await sender.kill()

        assert await asyncio.to_thread(pictures_in, film) > 0


async def test_every_key_that_was_printed_outlives_kills_of_its_maker_and_of_the_server(server: Server) -> None:
    chance = random.Random(11)
    data = str(server.folder / "data")
    printed: set[str] = set()
    for attempt in range(12):
        maker = await Footlight.start("key", "new", f"room{attempt}", "--data", data, "--json", folder=server.folder)
        await asyncio.sleep(3 * chance.random())
        await maker.kill()
        printed |= {json.loads(line)["id"] for line in maker.printed}
        if attempt % 4 == 3:
            await server.kill()
            await server.start()

    listed = await run("key", "list", "--data", data, "--json", folder=server.folder)

    assert listed.process.returncode == 0, listed.errors
    assert printed <= {json.loads(line)["id"] for line in listed.printed}
