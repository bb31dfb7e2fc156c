"""Cameras and streams on the network, sent by ``footlight send`` and watched: real servers that others wrote."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import av
import pytest
import pytest_asyncio

from footlight.wire.h264 import annexb_to_sample
from tests.e2e.cameras import RtspCamera, clip, hls, in_real_time
from tests.e2e.processes import FOOTLIGHT, Footlight, Server, run


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("films")


@pytest_asyncio.fixture(loop_scope="session")
async def camera() -> AsyncIterator[RtspCamera]:
    camera = RtspCamera()
    yield camera
    await camera.unplug()


def units(path: Path) -> list[bytes]:
    """The coded pictures of a film, as samples; what was cut off at its end is not there."""
    coded = []
    with av.open(str(path), "r") as container:
        stream = container.streams.video[0]
        in_samples = bytes(stream.codec_context.extradata or b"")[:1] == b"\1"
        for packet in container.demux(stream):
            if packet.size:
                coded.append(bytes(packet) if in_samples else annexb_to_sample(bytes(packet)))
    return coded


@pytest.mark.long
async def test_a_camera_is_passed_on_as_it_is_and_comes_back_with_another_size(
    server: Server, camera: RtspCamera, films: Path
) -> None:
    film, recorded = clip(films, 320, 180), server.folder / "seen.mp4"
    await camera.plug_in(film)
    async with await server.send("lobby", camera.url) as sender:
        first = await server.watch("lobby", "--record", str(recorded))
        assert (first["width"], first["height"]) == (320, 180)
        assert first["frames"] > 10
        # Bit for bit what the camera coded: nothing was coded again.
        assert set(units(recorded)) <= set(units(film))
        assert len(units(recorded)) > 10
        broadcast = (await server.channel("lobby"))["broadcast"]

        await camera.unplug()
        lost = await sender.until(lambda said: said.get("event") == "source")
        assert lost["state"] == "lost"
        assert lost["source"] == camera.url
        await camera.plug_in(clip(films, 480, 270))
        await sender.until(lambda said: said.get("state") == "back")
        await sender.until(lambda said: said.get("fps", 0) > 20)
        again = await server.watch("lobby")
        assert (again["width"], again["height"]) == (480, 270)
        assert (await server.channel("lobby"))["broadcast"]["id"] == broadcast["id"]
        assert await sender.interrupt() == 0


async def test_a_camera_that_wants_a_password_gets_it_and_nobody_sees_it(stage: Server, films: Path) -> None:
    camera = RtspCamera("admin", "hush#1")
    await camera.plug_in(clip(films, 320, 180))
    try:
        key = (await stage.key("lobby"))["key"]
        wrong = await run(
            "send", camera.url.replace("//", "//admin:guess@"), "--to", f"{stage.url}/lobby",
            folder=stage.folder, environment={"FOOTLIGHT_KEY": key},
        )  # fmt: skip
        assert wrong.process.returncode == 5
        assert "admin:***@" in wrong.errors
        assert "guess" not in wrong.errors
        async with await stage.send("lobby", camera.url.replace("//", "//admin:hush%231@")) as sender:
            assert (await stage.watch("lobby"))["width"] == 320
            await sender.interrupt()
            assert "hush" not in sender.errors + "".join(sender.printed)
            assert "hush" not in stage.running.errors
    finally:
        await camera.unplug()


async def test_hls_is_played_in_its_own_time(stage: Server, films: Path, tmp_path: Path) -> None:
    async with hls(clip(films, 320, 180), tmp_path) as address, await stage.send("lobby", address) as sender:
        told = [await sender.until(lambda said: said.get("event") == "status") for _ in range(6)]
        assert 20 < sum(status["fps"] for status in told[2:]) / 4 < 40
        assert (await stage.watch("lobby"))["width"] == 320


async def test_what_another_program_writes_is_sent_and_ends_with_it(stage: Server, films: Path) -> None:
    key = (await stage.key("lobby"))["key"]
    errors = stage.folder / "pipe.stderr"
    reading, writing = os.pipe()
    ffmpeg = await asyncio.create_subprocess_exec(
        *in_real_time(clip(films, 320, 180)), "-f", "mpegts", "-", stdout=writing
    )
    with errors.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            FOOTLIGHT, "send", "-", "--to", f"{stage.url}/lobby", "--json", cwd=stage.folder,
            env={**os.environ, "FOOTLIGHT_KEY": key}, stdin=reading, stdout=asyncio.subprocess.PIPE, stderr=file,
        )  # fmt: skip
    os.close(reading)
    os.close(writing)
    async with Footlight(process, errors) as sender:
        await sender.until(lambda said: said.get("fps", 0) > 20)
        assert (await stage.watch("lobby"))["width"] == 320
        ffmpeg.kill()
        await ffmpeg.wait()
        assert await sender.ended() == 0
