"""A channel that the server pulls itself, from a real FFmpeg and a real RTSP camera's stand-in that comes and goes."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from footlight.accounts.channels import ChannelBook
from footlight.accounts.passwords import Passwords
from footlight.clock import SystemClock
from footlight.model.channel import ChannelName
from footlight.store.store import open_store
from tests.e2e.cameras import RtspCamera, clip
from tests.e2e.processes import PATIENCE, Footlight, Server, free_port, run


@asynccontextmanager
async def broadcaster(port: int) -> AsyncIterator[None]:
    """An FFmpeg that gives H.264 in MPEG-TS to the first who asks over HTTP."""
    process = await asyncio.create_subprocess_exec(
        *("ffmpeg", "-v", "error", "-re", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=15"),
        *(
            "-c:v",
            "libx264",
            "-preset",
            "superfast",
            "-tune",
            "zerolatency",
            "-g",
            "15",
            "-pix_fmt",
            "yuv420p",
            "-profile:v",
            "main",
            "-bf",
            "0",
            "-coder",
            "1",
        ),
        *("-f", "mpegts", "-listen", "1", f"http://127.0.0.1:{port}/live.ts"),
        stdin=asyncio.subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def pull(server: Server, *arguments: str) -> list[dict[str, Any]]:
    """Run ``footlight pull`` on the server's data folder; the JSON lines of a list."""
    command = await run("pull", *arguments, "--data", str(server.folder / "data"), folder=server.folder)
    assert command.process.returncode == 0, command.errors
    return [json.loads(line) for line in command.printed if line.startswith("{")]


async def until(server: Server, channel: str, state: str) -> dict[str, Any]:
    """Wait until a pull is in this state, as the REST interface tells it."""
    async with asyncio.timeout(2 * PATIENCE):
        while True:
            told: dict[str, Any] = (await server.channel(channel))["pull"]
            if told["state"] == state:
                return told
            await asyncio.sleep(0.1)


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A server that may fetch from this machine, by one of its addresses."""
    (tmp_path / "footlight.toml").write_text('pull_allow = ["127.0.0.1"]\n')
    server = Server(tmp_path)
    try:
        await server.start()
        yield server
    finally:
        await server.kill()


async def test_a_stream_is_pulled_until_it_is_removed(server: Server) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/live.ts"
    await pull(server, "set", "closet", url.replace("127.0.0.1", "127.0.0.2"))
    assert (await until(server, "closet", "failing"))["code"] == "address_forbidden"
    async with broadcaster(port):
        await pull(server, "set", "yard", url)
        await until(server, "yard", "live")
        await assert_pictures(server)
        tracks = (await server.channel("yard"))["broadcast"]["tracks"]
        # Passed on as it came: FFmpeg's profile, while our own encoder's is constrained Baseline.
        assert [(one["codec"], one["width"]) for one in tracks] == [("avc1.4d400c", 320)]
        listed = {one["channel"]: one["state"] for one in await pull(server, "list", "--json")}
        assert listed == {"closet": "failing", "yard": "live"}
        await pull(server, "remove", "yard")
        await until_over(server, "yard")
    assert await server.stop() == 0


async def test_what_is_pulled_for_a_channel_ends_with_it(server: Server) -> None:
    """Its right is the pull's own, and no grant that is taken back: the worker is told, and ends the broadcast."""
    port = free_port()
    async with broadcaster(port):
        await pull(server, "set", "yard", f"http://127.0.0.1:{port}/live.ts")
        await until(server, "yard", "live")
        assert on_air(server) == 1
        async with open_store(server.folder / "data") as store:
            await ChannelBook(store, SystemClock(), Passwords()).delete(ChannelName("yard"))
        await until_nothing_runs(server)
    assert await server.stop() == 0


async def test_a_camera_is_pulled_by_its_password(server: Server, tmp_path: Path) -> None:
    camera = RtspCamera("viewer", "let-me-in")
    await camera.plug_in(clip(tmp_path, 320, 240))
    try:
        await pull(server, "set", "yard", camera.url.replace("//", "//viewer:wrong@"))
        assert (await until(server, "yard", "failing"))["code"] == "source_refused"
        await pull(server, "set", "yard", camera.url.replace("//", "//viewer:let-me-in@"))
        await until(server, "yard", "live")
        await assert_pictures(server)
        assert "let-me-in" not in server.running.errors
        assert "wrong" not in server.running.errors
    finally:
        await camera.unplug()


@pytest.mark.long
async def test_a_stream_that_is_lost_and_a_worker_that_is_killed_come_back(server: Server) -> None:
    port = free_port()
    await pull(server, "set", "yard", f"http://127.0.0.1:{port}/live.ts")
    await until(server, "yard", "failing")
    async with broadcaster(port):
        await until(server, "yard", "live")
        await assert_pictures(server)
        broadcast = (await server.channel("yard"))["broadcast"]["id"]
    await until(server, "yard", "failing")
    async with broadcaster(port):
        await until(server, "yard", "live")
        # It waited for its source, and its viewers with it.
        await assert_pictures(server)
        assert (await server.channel("yard"))["broadcast"]["id"] == broadcast
        os.kill(worker_pid(server), signal.SIGKILL)
    async with broadcaster(port):
        await assert_pictures(server)


async def until_over(server: Server, channel: str) -> None:
    """Wait until nothing is on any more."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if (await server.channel(channel))["broadcast"] is None:
                return
            await asyncio.sleep(0.1)


async def assert_pictures(server: Server) -> None:
    """A viewer sees pictures on ``/yard``."""
    watching = await Footlight.start("watch", f"{server.url}/yard", "--json", folder=server.folder)
    async with watching:
        await watching.until(lambda said: said["event"] == "status" and said["fps"] > 0)


async def until_nothing_runs(server: Server) -> None:
    """Wait until there is neither a broadcast nor a worker, and not as long as for a publisher that dropped out."""
    async with asyncio.timeout(20):
        while True:
            if not on_air(server) and not is_running(worker_pid(server)):
                return
            await asyncio.sleep(0.1)


def on_air(server: Server) -> int:
    """How many broadcasts there are, those that wait for their publisher too."""
    lines = server.get("/metrics").splitlines()
    return sum(round(float(line.split()[1])) for line in lines if line.startswith("footlight_broadcasts{"))


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def worker_pid(server: Server) -> int:
    """The process that pulls, as the server's log tells it."""
    line = next(line for line in reversed(server.running.errors.splitlines()) if "pull worker started" in line)
    return int(line.rpartition("pid=")[2].split()[0])
