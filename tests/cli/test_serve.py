"""``footlight serve``: what it prints, how it stops, and how it fails."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from footlight.app import running
from footlight.cli.serve import announce
from footlight.errors import InvitationInvalidError
from footlight.model.channel import ChannelName
from footlight.settings import Settings
from tests.accounts.site import PASSWORD

PROGRAM = (sys.executable, "-c", "from footlight.cli.main import app; app()")


@asynccontextmanager
async def serving(folder: Path, *options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """``footlight serve`` on a port of its own in a process, killed where it is still there at the end."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FOOTLIGHT_")}
    process = await asyncio.create_subprocess_exec(
        *PROGRAM, "serve", "--port", "0", *options,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, cwd=folder, env=environment,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def next_line(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    return (await asyncio.wait_for(process.stdout.readline(), 60)).decode()


async def set_up_link(process: asyncio.subprocess.Process) -> str:
    """What a server without an owner prints next."""
    assert "within 24 hours" in await next_line(process)
    return (await next_line(process)).strip()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_stops_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    async with serving(tmp_path) as process:
        assert (await next_line(process)).startswith("Footlight is at http://127.0.0.1:")
        assert "footlight key new CHANNEL" in await next_line(process)
        await set_up_link(process)
        process.send_signal(number)
        output, errors = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0
    assert output + errors == b""


@pytest.mark.parametrize(
    ("options", "code", "status"),
    [
        (["--host", "192.0.2.1"], "address_unavailable", 3),
        (["--data", "in-the-way"], "store_unavailable", 3),
        (["--config", "missing.toml"], "setting_invalid", 2),
        (["--port", "70000"], "setting_invalid", 2),
    ],
)
async def test_what_keeps_it_from_starting_is_one_line(
    tmp_path: Path, options: list[str], code: str, status: int
) -> None:
    (tmp_path / "in-the-way").write_text("")
    async with serving(tmp_path, *options) as process:
        output, errors = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == status
    assert output == b""
    assert len(errors.splitlines()) == 1
    assert f"[{code}]".encode() in errors


async def test_beyond_loopback_the_first_start_prints_a_key_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(host="0.0.0.0", port=0, data=tmp_path)
    async with running(settings) as server:
        await announce(server)
        first = capsys.readouterr().out
        assert server.tls is not None
        assert f"{server.url}/lobby" in first
        assert f"--pin {server.tls.fingerprint}" in first
        words = first.split()
        key = words[words.index("--key") + 1]
        assert await server.keys.verify(ChannelName("lobby"), key)
    async with running(settings) as server:
        await announce(server)
    assert "--key" not in capsys.readouterr().out


async def test_over_plain_http_there_is_nothing_to_pin(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with running(Settings(host="0.0.0.0", port=0, data=tmp_path, http=True)) as server:
        await announce(server)
    printed = capsys.readouterr().out
    assert "Footlight is at http://" in printed
    assert "--pin" not in printed
    assert "--key" in printed


async def test_each_start_without_an_owner_prints_a_new_link_that_makes_one(tmp_path: Path) -> None:
    secrets = []
    for _ in range(2):
        async with serving(tmp_path, "--data", "data") as process:
            address = (await next_line(process)).split()[3]
            await next_line(process)
            page, _, secret = (await set_up_link(process)).partition("#")
            assert page == f"{address}/set-up"
            secrets.append(secret)
            process.send_signal(signal.SIGTERM)
            _, errors = await asyncio.wait_for(process.communicate(), 60)
            assert b"fli_" not in errors
    async with running(Settings(port=0, data=tmp_path / "data")) as server:
        with pytest.raises(InvitationInvalidError):
            await server.people.join("Ann", PASSWORD, invitation=secrets[0], device="")
        await server.people.join("Ann", PASSWORD, invitation=secrets[1], device="")
        assert (await server.people.find("Ann")).role == "owner"
    async with serving(tmp_path, "--data", "data") as process:
        await next_line(process)
        await next_line(process)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.communicate(), 60) == (b"", b"")


async def test_on_loopback_no_key_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with running(Settings(port=0, data=tmp_path)) as server:
        await announce(server)
        assert await server.keys.list() == []
        await server.keys.new(ChannelName("lobby"))
        await announce(server)
    assert capsys.readouterr().out.count("footlight key new") == 1
