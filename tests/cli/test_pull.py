"""``footlight pull``, as a person or a script uses it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from footlight.cli.main import app

runner = CliRunner()
CAMERA = "rtsp://me:pass@camera.example/1"


@pytest.fixture
def data(tmp_path: Path) -> str:
    return str(tmp_path / "data")


def test_a_source_is_set_listed_without_its_password_and_removed(data: str) -> None:
    done = runner.invoke(app, ["pull", "set", "yard", CAMERA, "--data", data])
    assert done.exit_code == 0
    assert done.stdout == "yard is pulled from rtsp://camera.example/1\n"
    row = json.loads(runner.invoke(app, ["pull", "list", "--data", data, "--json"]).stdout)
    assert (row["channel"], row["url"], row["state"]) == ("yard", "rtsp://camera.example/1", "waiting")
    listed = runner.invoke(app, ["pull", "list", "--data", data]).stdout
    assert "yard" in listed
    assert "pass" not in listed
    assert runner.invoke(app, ["pull", "remove", "yard", "--data", data]).exit_code == 0
    assert "Nothing is pulled" in runner.invoke(app, ["pull", "list", "--data", data]).stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["set", "Yard", CAMERA], "channel_invalid"),
        (["set", "yard", "camera"], "url_invalid"),
        (["set", "yard", "file:///etc/passwd"], "url_invalid"),
        (["set", "yard", "ftp://host/film"], "address_forbidden"),
        (["remove", "yard"], "channel_unknown"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(data: str, arguments: list[str], code: str) -> None:
    runner.invoke(app, ["key", "new", "lobby", "--data", data])
    result = runner.invoke(app, ["pull", *arguments, "--data", data])
    assert result.exit_code in (2, 5)
    assert f"[{code}]" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_there_may_be_so_many(tmp_path: Path, data: str) -> None:
    config = tmp_path / "footlight.toml"
    config.write_text("[limits]\npulls = 0\n")
    result = runner.invoke(app, ["pull", "set", "yard", CAMERA, "--data", data, "--config", str(config)])
    assert "[limit_reached]" in result.stderr
