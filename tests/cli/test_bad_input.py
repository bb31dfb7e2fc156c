"""What people get wrong with ``send`` and ``watch``: one line with a code, and the exit status of whose fault it is."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from footlight.cli.main import app
from tests.fakes.strangers import HASTY, PATIENT, stranger

SERVER = "http://127.0.0.1:7700/lobby"
NOBODY = "http://127.0.0.1:1/lobby"
"""Port 1: nothing listens there."""


@pytest.mark.parametrize(
    ("arguments", "code", "status"),
    [
        (["send", "test", "--to", "rtmp://example.org/lobby", "--key", "k"], "url_invalid", 2),
        (["send", "test", "--to", "http://127.0.0.1:7700/a/b", "--key", "k"], "url_invalid", 2),
        (["send", "test", "--to", "http://127.0.0.1:7700/API", "--key", "k"], "channel_invalid", 2),
        (["send", "test", "--to", SERVER], "key_missing", 2),
        (["send", "test", "--to", SERVER, "--key", ""], "key_missing", 2),
        (["send", "test", "--to", SERVER, "--key", "k", "--size", "big"], "option_invalid", 2),
        (["send", "test", "--to", SERVER, "--key", "k", "--size", "1x1"], "picture_size", 2),
        (["send", "test", "--to", SERVER, "--key", "k", "--fps", "0"], "option_invalid", 2),
        (["send", "test", "--to", SERVER, "--key", "k", "--max-bitrate", "much"], "option_invalid", 2),
        (["send", "test", "--to", SERVER, "--key", "k", "--max-bitrate", "1"], "option_invalid", 2),
        (["send", "test", "--to", SERVER, "--key", "k", "--min-fps", "0"], "option_invalid", 2),
        (["send", "test", "--to", SERVER, "--key", "k", "--quality", "101"], "option_invalid", 2),
        (["send", "test", "--to", SERVER, "--key", "k", "--preset", "quick"], "option_invalid", 2),
        (["send", "test", "--to", SERVER, "--key", "k", "--pin", "abc"], "option_invalid", 2),
        (["send", "teleport:7", "--to", SERVER, "--key", "k"], "source_unknown", 2),
        (["send", "no-such-film.mp4", "--to", SERVER, "--key", "k"], "source_not_found", 2),
        (["send", "test", "--to", NOBODY, "--key", "k"], "connection_failed", 4),
        (["send", "test"], "option_invalid", 2),
        (["send", "test", "--to", "127.0.0.1:1", "--listen"], "option_invalid", 2),
        (["send", "test", "--to", "127.0.0.1:1", "--open"], "option_invalid", 2),
        (["send", "test", "--to", "127.0.0.1:1"], "connection_failed", 4),
        (["send", "test", "--listen", "--pin", "sha256:00"], "option_invalid", 2),
        (["send", "test", "--listen", "192.0.2.1:7700"], "address_unavailable", 3),
        (["send", "test", "--listen", "--key", "too short"], "option_invalid", 2),
        (["send", "test", "--listen=http://127.0.0.1"], "url_invalid", 2),
        (["watch", "--discover"], "option_invalid", 2),
        (["watch", "127.0.0.1:1", "--listen"], "option_invalid", 2),
        (["watch", "127.0.0.1:1"], "connection_failed", 4),
        (["watch", "127.0.0.1:1#name=value"], "url_invalid", 2),
        (["watch", "--listen", "--latency", "crowd"], "option_invalid", 2),
        (["watch", "--listen", "0.0.0.0:0", "--open", "--key", "0123456789abcdef"], "option_invalid", 2),
        (["watch", "nonsense"], "url_invalid", 2),
        (["watch", NOBODY], "connection_failed", 4),
        (["watch", "http://no-such-host.invalid/lobby"], "connection_failed", 4),
        (["watch", SERVER, "--pin", "md5:00"], "option_invalid", 2),
        (["watch", SERVER, "--snapshot", "now.gif"], "option_invalid", 2),
        (["watch", SERVER, "--snapshot", "now.png", "--record", "film.mp4"], "option_invalid", 2),
        (["watch", NOBODY, "--snapshot", "now.png"], "connection_failed", 4),
        (["watch", NOBODY, "--record", "no-such-folder/film.mp4"], "file_unwritable", 2),
        (["send", "test", "--listen", "--record-every", "10m"], "option_invalid", 2),
        (["watch", NOBODY, "--record", "film.mp4", "--record-every", "9s"], "option_invalid", 2),
        (["call", "--listen", "--record", "film.mp4", "--record-every", "ten"], "option_invalid", 2),
        (["bench", "throttle", "--svg", "no-such-folder/graph.svg"], "file_unwritable", 2),
    ],
)
def test_it_is_told_in_one_line(
    arguments: list[str], code: str, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FOOTLIGHT_KEY", raising=False)
    result = CliRunner(env={"HOME": str(tmp_path)}).invoke(app, arguments)
    assert result.stderr.count("\n") == 1, result.output
    assert result.stderr.startswith("footlight: ")
    assert result.stderr.endswith(f"[{code}]\n")
    assert result.exit_code == status
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command", [["watch"], ["send", "test", "--json", "--to"], ["call", "--send", "test", "--json"]]
)
@pytest.mark.parametrize(
    ("answer", "patient", "code"),
    [
        *((answer, True, code) for answer, code in PATIENT.values()),
        *((one, False, "not_footlight") for one in HASTY.values()),
    ],
    ids=[*PATIENT, *HASTY],
)
def test_a_peer_that_is_no_footlight_is_told_in_one_line(
    command: list[str], answer: bytes, patient: bool, code: str, tmp_path: Path
) -> None:
    with stranger(answer, patient=patient) as port:
        result = CliRunner(env={"HOME": str(tmp_path)}).invoke(app, [*command, f"127.0.0.1:{port}"])
    assert result.exit_code == 4, result.output
    assert result.stderr.startswith("footlight: ")
    assert result.stderr.count("\n") == 1
    assert result.stderr.endswith(f"[{code}]\n")


def test_a_key_is_never_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTLIGHT_KEY", "fl_very_secret")
    for arguments in (["send", "--help"], ["send", "test", "--to", NOBODY], ["send", "test"]):
        assert "very_secret" not in CliRunner(env={"HOME": str(tmp_path)}).invoke(app, arguments).output
