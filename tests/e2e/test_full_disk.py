"""A server whose disk is full: it says so, goes on with all that needs no room, and is as before when there is some."""

import asyncio
import os
import resource
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio

from footlight.store.sqlite import FILE
from tests.e2e.processes import Footlight, Server
from tests.e2e.rest import Answered, Rest, owner_s_session

_TMPFS: Final = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Disk:
    """Where a server keeps its data."""

    server: Server
    fill: Callable[[], None]
    free: Callable[[], None]


@pytest_asyncio.fixture(
    loop_scope="session", params=["a limit of its files", pytest.param("a small disk", marks=pytest.mark.long)]
)
async def disk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Disk]:
    """A server on a disk that can be filled: the whole of it, which takes the rights to mount one, or in effect."""
    server, data = Server(tmp_path), tmp_path / "data"
    small = request.param == "a small disk"
    if small and os.geteuid() != 0:
        pytest.skip("only root mounts a disk")
    with mounted(data) if small else nullcontext():
        await server.start()
        try:
            yield _small_disk(server, data) if small else _limited(server, data)
        finally:
            await server.kill()


@contextmanager
def mounted(folder: Path) -> Iterator[None]:
    """A small disk in memory."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_TMPFS}", "none", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def _small_disk(server: Server, data: Path) -> Disk:
    filler = data / "filler"

    def fill() -> None:
        with filler.open("wb", buffering=0) as file:
            for size in (4096, 1):
                while True:
                    try:
                        file.write(bytes(size))
                    except OSError:
                        break

    return Disk(server, fill, filler.unlink)


def _limited(server: Server, data: Path) -> Disk:
    """As the system refuses a file that grows over a limit: the database's log of changes must."""

    def limit(size: int) -> None:
        resource.prlimit(server.running.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    return Disk(server, lambda: limit((data / f"{FILE}-wal").stat().st_size), lambda: limit(resource.RLIM_INFINITY))


async def until_full(rest: Rest) -> tuple[list[str], Answered]:
    """Change things until that fails; gives what was acknowledged, and the refusal."""
    acknowledged: list[str] = []
    for number in range(2_000):
        title = f"{number} " + "x" * 90
        answered = await rest.ask("PATCH", "/channels/lobby", {"title": title})
        if answered.status >= 400:
            return acknowledged, answered
        acknowledged.append(title)
    raise AssertionError("it was never full")


async def test_a_full_disk_is_told_and_outlived(disk: Disk) -> None:
    server = disk.server
    rest = Rest(server.url, await owner_s_session(server.folder / "data"))
    await rest.done("POST", "/channels", {"name": "lobby", "title": "before"})
    key = await rest.done("POST", "/channels/lobby/keys", {"name": "camera"})

    disk.fill()
    acknowledged, refused = await until_full(rest)

    # What cannot be kept is refused in words, whatever it is.
    attempts = [
        await rest.ask("POST", "/channels", {"name": "stage"}),
        await rest.ask("DELETE", "/channels/lobby"),
        await rest.ask("POST", "/invitations", {"role": "member"}),
        await rest.ask("POST", "/channels/lobby/keys", {"name": "other"}),
        await rest.ask("PATCH", "/channels/lobby", {"title": "after"}),
    ]
    for answered in (refused, *attempts):
        assert (answered.status, answered.code) == (503, "store_unavailable"), answered
        assert "Traceback" not in str(answered.body)
    # What is there is told: nothing of what was refused, all of what was acknowledged.
    shown = await rest.done("GET", "/channels/lobby")
    assert shown["title"] == ["before", *acknowledged][-1]
    assert (await rest.ask("GET", "/channels/stage")).status == 404
    assert (await rest.done("GET", "/me"))["name"] == "Olga"
    # To be live takes no room.
    async with await Footlight.start(
        "send", "test", "--to", f"{server.url}/lobby", "--json", folder=server.folder,
        environment={"FOOTLIGHT_KEY": key["secret"]},
    ) as sender:  # fmt: skip
        await sender.until(lambda said: said.get("fps", 0) > 0)
        assert (await server.channel("lobby"))["state"] == "live"
        assert (await server.watch("lobby"))["frames"] > 0
    assert server.running.process.returncode is None

    await asyncio.to_thread(disk.free)
    await rest.done("POST", "/channels", {"name": "stage"})
    await rest.done("PATCH", "/channels/lobby", {"title": "after"})
    assert (await rest.done("GET", "/channels/lobby"))["title"] == "after"
    assert await server.stop() == 0
    with closing(sqlite3.connect(server.folder / "data" / FILE)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("SELECT name FROM channel ORDER BY name").fetchall() == [("lobby",), ("stage",)]
