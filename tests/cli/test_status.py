"""What commands tell while they run."""

import json

import pytest

from footlight.cli.connecting import tell_lost
from footlight.cli.status import StatusDisplay
from footlight.client.events import Lost
from footlight.errors import ConnectionFailedError
from footlight.model.units import Micros


def test_json_goes_to_standard_output_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    display = StatusDisplay(as_json=True)
    display.status("words", {"fps": 30.0})
    display.event("words", {"event": "connected"})
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line) for line in lines] == [{"event": "status", "fps": 30.0}, {"event": "connected"}]


def test_without_a_terminal_words_are_plain_and_sparse(capsys: pytest.CaptureFixture[str]) -> None:
    display = StatusDisplay(as_json=False)
    for number in range(5):
        display.status(f"status {number}", {})
    display.event("lost", {})
    captured = capsys.readouterr()
    assert captured.err == "status 0\nlost\n"
    assert captured.out == ""


def test_on_a_terminal_the_status_is_one_living_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    display = StatusDisplay(as_json=False)
    display.status("one", {})
    display.status("two", {})
    display.event("lost", {})
    assert capsys.readouterr().err == "\r\x1b[2Kone\r\x1b[2Ktwo\r\x1b[2Klost\n"


def test_a_question_keeps_the_status_away_until_it_is_answered(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    display = StatusDisplay(as_json=False)
    display.status("one", {})
    display.ask("Which? ")
    display.status("two", {})
    display.asked()
    display.status("three", {})
    assert capsys.readouterr().err == "\r\x1b[2Kone\r\x1b[2KWhich? \r\x1b[2Kthree"


def test_a_row_of_failures_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    display = StatusDisplay(as_json=False)
    lost = Lost(ConnectionFailedError("it is away"), Micros(50_000))
    tell_lost(display, lost, first=True)
    assert capsys.readouterr().err == "it is away [connection_failed]; trying again until it is back\n"


def test_each_failure_is_told_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    display = StatusDisplay(as_json=True)
    tell_lost(display, Lost(ConnectionFailedError("it is away"), Micros(50_000)), first=False)
    said = json.loads(capsys.readouterr().out)
    assert (said["code"], said["retry_ms"]) == ("connection_failed", 50)
