"""What an end that listens says, and what the commands at a cable's ends have in common."""

import json
from pathlib import Path

import pytest

from footlight.cable.address import parse_peer
from footlight.cable.end import End
from footlight.cable.listening import Listen, listening
from footlight.cable.ways import Way
from footlight.cli.cable import announce, key_for
from footlight.cli.halves import halves
from footlight.cli.status import StatusDisplay
from footlight.clock import SystemClock

KEY = "a key that is long enough"


def end(way: Way, data: Path, host: str = "127.0.0.1", key: str | None = None) -> Listen:
    return Listen(way, data, host, 0, key)


def told(one: End, capsys: pytest.CaptureFixture[str], *, encrypted: bool = False) -> str:
    announce(one, StatusDisplay(as_json=False), encrypted=encrypted)
    return capsys.readouterr().err


async def test_a_sender_tells_the_command_and_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with listening(end("send", tmp_path), SystemClock()) as one:
        said = told(one, capsys)
        assert f"  {one.command}\n" in said
        assert f"  {one.url}\n" in said
        assert "for this machine alone" in said
        assert "key" not in said


async def test_beyond_this_machine_the_key_the_pin_and_all_addresses_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with listening(end("send", tmp_path, "0.0.0.0"), SystemClock()) as one:
        said = told(one, capsys)
        assert one.pin is not None
        assert f"--key {one.key} --pin {one.pin}\n" in said
        assert all(address in said for address in one.addresses)
        assert "The key is kept" in said


async def test_a_receiver_has_no_page_for_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with listening(end("receive", tmp_path), SystemClock()) as one:
        said = told(one, capsys)
        assert "browser" not in said
        assert "footlight send screen --to 127.0.0.1" in said


async def test_what_is_encrypted_is_told_without_the_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with listening(end("both", tmp_path, key=KEY), SystemClock()) as one:
        said = told(one, capsys, encrypted=True)
        assert "--secret WORDS" in said
        assert f"{one.url}&secret=WORDS" in said


async def test_programs_are_told_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with listening(end("both", tmp_path, key=KEY), SystemClock()) as one:
        announce(one, StatusDisplay(as_json=True), encrypted=False)
        said = json.loads(capsys.readouterr().out)
        assert said == {
            "event": "listening", "addresses": one.addresses, "command": one.command, "url": one.url,
            "screen": one.screen_url, "key": KEY, "pin": None,
        }  # fmt: skip


async def test_a_terminal_shows_a_code_of_the_link(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(end("send", tmp_path, "0.0.0.0"), SystemClock()) as one:
        display = StatusDisplay(as_json=False)
        monkeypatch.setattr(display, "living", True)
        announce(one, display, encrypted=False)
        lines = capsys.readouterr().err.splitlines()
        assert sum("█" in line or "▄" in line for line in lines) > 10
        assert max(map(len, lines[-15:])) < 80


def test_a_stream_key_of_the_environment_is_shown_to_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTLIGHT_KEY", "fl_environment")
    assert key_for(parse_peer("https://example.org/lobby"), None) is None
    assert key_for(parse_peer("https://example.org/lobby"), "typed") == "typed"
    assert key_for(parse_peer("192.168.1.5:7700"), None) == "fl_environment"
    assert key_for(parse_peer("192.168.1.5:7700"), "typed") == "typed"
    assert key_for(parse_peer("192.168.1.5:7700#key=link"), None) == "link"


def test_both_halves_of_a_call_share_a_line_or_say_which_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    out, back = halves(StatusDisplay(as_json=False), as_json=False)
    out.event("Live", {})
    back.event("Live", {})
    assert capsys.readouterr().err == "-> Live\n<- Live\n"
    whole = StatusDisplay(as_json=True)
    out, back = halves(whole, as_json=True)
    out.status("30 pictures/s", {"fps": 30})
    back.object({"frames": 7})
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert told == [{"event": "status", "half": "out", "fps": 30}, {"half": "in", "frames": 7}]
