"""The demo's own parts; as a whole it is tried in tests/e2e."""

import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from footlight.cli.demo import own_address
from footlight.cli.main import app


@pytest.mark.parametrize(
    ("host", "live"),
    [
        ("127.0.0.1", "ws://127.0.0.1:7700/live/demo"),
        ("0.0.0.0", "ws://127.0.0.1:7700/live/demo"),
        ("::", "ws://[::1]:7700/live/demo"),
        ("localhost", "ws://localhost:7700/live/demo"),
        ("192.168.1.5", "ws://192.168.1.5:7700/live/demo"),
    ],
)
def test_it_reaches_its_own_server_wherever_that_listens(host: str, live: str) -> None:
    assert own_address(host, 7700, secure=False).live == live


def test_a_taken_port_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = CliRunner().invoke(app, ["demo", "--port", str(taken.getsockname()[1])])
    assert result.exit_code == 3
    assert result.stderr.count("\n") == 1
    assert result.stderr.endswith("[address_unavailable]\n")
