"""Recordings of both ends, read by FFmpeg: what is sent, what comes, a call, and what was missing."""

import asyncio
import json
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.processes import SMALL, Footlight, free_port


def probed(film: Path, streams: str = "v:0") -> list[dict[str, Any]]:
    """What ffprobe tells of the packets of a stream."""
    told = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", streams, "-show_packets", "-show_data", "-of", "json", str(film)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    packets: list[dict[str, Any]] = json.loads(told.stdout)["packets"]
    return packets


def complaints(film: Path) -> str:
    """What FFmpeg says where it decodes all."""
    return subprocess.run(
        ["ffprobe", "-v", "warning", "-count_frames", "-show_entries", "stream=nb_read_frames", str(film)],
        capture_output=True, text=True, check=True,
    ).stderr  # fmt: skip


def recorded(end: Footlight, half: str | None = None) -> dict[str, Any]:
    """What an end told of its recording."""
    told = [json.loads(line) for line in end.printed]
    (found,) = [one for one in told if one.get("event") == "recorded" and one.get("half") == half]
    return dict(found)


async def sending(folder: Path, port: int, *options: str) -> Footlight:
    return await Footlight.start(
        "send", "test", *SMALL, "--listen", f"127.0.0.1:{port}", "--json", *options, folder=folder
    )


async def test_both_ends_record_what_is_encrypted_between_them(tmp_path: Path) -> None:
    port, sent, came = free_port(), tmp_path / "sent.mp4", tmp_path / "came.mp4"
    secret = ("--secret", "two words")
    async with await sending(tmp_path, port, *secret, "--record", str(sent)) as sender:
        await sender.until(lambda said: said.get("event") == "connected")
        async with await Footlight.start(
            "watch", f"127.0.0.1:{port}", "--no-window", "--json", "--duration", "3", *secret, "--record", str(came),
            folder=tmp_path,
        ) as watcher:  # fmt: skip
            assert await watcher.ended() == 0, watcher.errors
        assert await sender.interrupt() == 0, sender.errors
    for end, film in ((sender, sent), (watcher, came)):
        assert recorded(end) == {"event": "recorded", "files": [str(film)], "gaps": []}
        assert await asyncio.to_thread(complaints, film) == ""
        assert len(await asyncio.to_thread(probed, film)) > 20
        assert len(await asyncio.to_thread(probed, film, "a:0")) > 20
    assert json.loads(watcher.printed[-1])["frames"] > 20


@pytest.mark.long
async def test_a_call_keeps_what_comes_and_what_goes(tmp_path: Path) -> None:
    film, where = tmp_path / "call.mp4", f"127.0.0.1:{free_port()}"
    options = ("--send", "test", "--json")
    one = await Footlight.start("call", "--listen", where, *options, "--record", str(film), folder=tmp_path)
    async with one:
        await one.until(lambda said: said.get("event") == "listening")
        async with await Footlight.start("call", where, *options, folder=tmp_path) as other:
            for _ in range(8):
                await one.until(lambda said: said.get("half") == "in" and said.get("fps", 0) > 0)
            assert await other.interrupt() == 0
        assert await one.interrupt() == 0
    for half, path in (("in", film), ("out", tmp_path / "call-sent.mp4")):
        assert recorded(one, half)["files"] == [str(path)]
        assert len(await asyncio.to_thread(probed, path)) > 20


@pytest.mark.long
async def test_the_time_in_which_the_sender_was_dead_is_a_gap_in_what_came(tmp_path: Path) -> None:
    port, film = free_port(), tmp_path / "came.mp4"
    first = await sending(tmp_path, port)
    async with first:
        await first.until(lambda said: said.get("event") == "connected")
        watcher = await Footlight.start(
            "watch", f"127.0.0.1:{port}", "--no-window", "--json", "--record", str(film), folder=tmp_path
        )
        async with watcher:
            for _ in range(6):
                await watcher.until(lambda said: said.get("fps", 0) > 0)
            await first.kill()
            await watcher.until(lambda said: said.get("event") == "lost")
            await asyncio.sleep(3)
            async with await sending(tmp_path, port):
                await watcher.until(lambda said: said.get("event") == "connected")
                for _ in range(6):
                    await watcher.until(lambda said: said.get("fps", 0) > 0)
                assert await watcher.interrupt() == 0, watcher.errors
    told = recorded(watcher)
    (gap,) = told["gaps"]
    assert (told["files"], gap["why"]) == ([str(film)], "connection lost")
    assert gap["for_s"] > 3
    pictures = [float(packet["pts_time"]) for packet in await asyncio.to_thread(probed, film)]
    (before, after) = max(pairwise(pictures), key=lambda pair: pair[1] - pair[0])
    # Sound may have ended before the picture, and come again after it.
    assert gap["at_s"] <= before + 0.1
    assert gap["at_s"] + gap["for_s"] >= after - 0.01
    text = (await asyncio.to_thread(probed, film, "s:0"))[0]
    assert float(text["pts_time"]) == pytest.approx(gap["at_s"], abs=0.002)
    dumped = "".join(line.rpartition("  ")[2] for line in text["data"].splitlines())
    assert "s missing: connection lost (" in dumped
    assert await asyncio.to_thread(complaints, film) == ""


@pytest.mark.long
async def test_a_new_file_begins_every_ten_seconds_without_a_loss(tmp_path: Path) -> None:
    film = tmp_path / "sent.mp4"
    async with await sending(tmp_path, free_port(), "--record", str(film), "--record-every", "10s") as sender:
        await sender.until(lambda said: said.get("event") == "connected")
        await asyncio.sleep(26)
        assert await sender.interrupt() == 0, sender.errors
    files = [Path(path) for path in recorded(sender)["files"]]
    assert files == [film, tmp_path / "sent-2.mp4", tmp_path / "sent-3.mp4"]
    assert recorded(sender)["gaps"] == []
    for path in files:
        assert await asyncio.to_thread(complaints, path) == ""
        first = (await asyncio.to_thread(probed, path))[0]
        assert "K" in first["flags"]
        assert float(first["pts_time"]) < 0.5
