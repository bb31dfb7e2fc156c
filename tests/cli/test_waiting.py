"""An end that waits: what the network is told of it, and what the person at it."""

import json
import resource
import socket
from pathlib import Path

import pytest

from footlight.cable.listening import Listen, listening
from footlight.cli.status import StatusDisplay
from footlight.cli.waiting import announced, kinds_of, name_of, waiting
from footlight.clock import SystemClock


def test_the_network_is_told_kinds_and_nothing_of_what_they_show() -> None:
    sources = ["screen:1", "screen:640x480+0+0", "window:Letter to my lawyer", "camera:0", "mic", "system", "test"]
    assert kinds_of(sources) == "screen window camera mic system test"
    assert kinds_of(["rtsp://me:secret@192.0.2.1/a", "-", "/home/me/diary.mp4", "C:\\diary.mp4"]) == "stream file"


def test_a_name_has_the_machine_and_what_it_does() -> None:
    host = socket.gethostname().partition(".")[0]
    assert name_of("screen mic") == f"footlight on {host} (screen mic)"


async def test_an_end_is_announced_only_where_that_is_wished(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, events in ((None, ["listening"]), ("test of waiting", ["listening", "announced"])):
        options, display = Listen("send", tmp_path, "127.0.0.1", 0), StatusDisplay(as_json=True)
        async with waiting(options, SystemClock(), display, encrypted=False, name=name):
            assert [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()] == events


async def test_an_end_goes_on_where_it_cannot_be_announced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with listening(Listen("send", tmp_path, "127.0.0.1", 0), SystemClock()) as end:
        before = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))  # no socket can be opened any more
        try:
            async with announced(end, "test of waiting", StatusDisplay(as_json=False)):
                said = capsys.readouterr().err
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)
        assert said.startswith("Not announced: this machine cannot announce and find by mDNS: ")
        assert said.count("\n") == 1
