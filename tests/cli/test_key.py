"""``footlight key``, as a person or a script uses it."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from footlight.accounts.keys import StreamKeys
from footlight.cli.main import app
from footlight.clock import SystemClock
from footlight.errors import KeyRevokedError
from footlight.model.channel import ChannelName
from footlight.store.store import open_store

runner = CliRunner()


@pytest.fixture
def data(tmp_path: Path) -> str:
    return str(tmp_path / "data")


def verified(data: str, channel: str, key: str) -> str:
    async def verify() -> str:
        async with open_store(Path(data)) as store:
            return await StreamKeys(store, SystemClock()).verify(ChannelName(channel), key)

    return asyncio.run(verify())


def test_a_new_key_is_all_that_is_printed_and_works(data: str) -> None:
    result = runner.invoke(app, ["key", "new", "lobby", "--data", data])
    assert result.exit_code == 0
    assert result.stdout.endswith("\n")
    assert verified(data, "lobby", result.stdout.strip())


def test_as_json_it_comes_with_its_id_and_channel(data: str) -> None:
    result = runner.invoke(app, ["key", "new", "lobby", "--data", data, "--json"])
    made = json.loads(result.stdout)
    assert made["channel"] == "lobby"
    assert verified(data, "lobby", made["key"]) == made["id"]


def test_it_may_have_a_name_by_which_it_is_known(data: str) -> None:
    made = json.loads(
        runner.invoke(app, ["key", "new", "lobby", "--name", "the door", "--data", data, "--json"]).stdout
    )
    assert made["name"] == "the door"
    assert "never used  valid  the door" in runner.invoke(app, ["key", "list", "--data", data]).stdout
    row = json.loads(runner.invoke(app, ["key", "list", "--data", data, "--json"]).stdout)
    assert (row["name"], row["used_at"]) == ("the door", None)
    revoked = json.loads(runner.invoke(app, ["key", "revoke", made["id"], "--data", data, "--json"]).stdout)
    assert revoked["revoked_at"] is not None
    wrong = runner.invoke(app, ["key", "new", "lobby", "--name", "two\nlines", "--data", data])
    assert "[option_invalid]" in wrong.stderr


def test_a_revoked_key_is_listed_as_such_and_refused(data: str) -> None:
    made = json.loads(runner.invoke(app, ["key", "new", "lobby", "--data", data, "--json"]).stdout)
    assert runner.invoke(app, ["key", "revoke", made["id"], "--data", data]).exit_code == 0
    listed = runner.invoke(app, ["key", "list", "--data", data])
    assert made["id"] in listed.stdout
    assert "revoked" in listed.stdout
    assert made["key"] not in listed.stdout
    row = json.loads(runner.invoke(app, ["key", "list", "--data", data, "--json"]).stdout)
    assert row["revoked_at"] is not None
    with pytest.raises(KeyRevokedError):
        verified(data, "lobby", made["key"])


@pytest.mark.parametrize("name", ["Lobby", "admin", "", "-x", "x" * 33, "a/b", "é"])
def test_what_is_no_channel_name_is_told_and_makes_nothing(tmp_path: Path, data: str, name: str) -> None:
    result = runner.invoke(app, ["key", "new", "--data", data, "--", name])
    assert result.exit_code == 2
    assert "[channel_invalid]" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "data").exists()


def test_revoking_what_is_no_key_is_told(data: str) -> None:
    runner.invoke(app, ["key", "new", "lobby", "--data", data])
    result = runner.invoke(app, ["key", "revoke", "nothing", "--data", data])
    assert result.exit_code == 5
    assert "[key_invalid]" in result.stderr


@pytest.mark.parametrize("arguments", [["list"], ["revoke", "x"]])
def test_a_data_folder_that_is_mistyped_is_told_and_not_made(tmp_path: Path, arguments: list[str]) -> None:
    result = runner.invoke(app, ["key", *arguments, "--data", str(tmp_path / "mistyped")])
    assert result.exit_code == 3
    assert "is it the server's --data?" in result.stderr
    assert not (tmp_path / "mistyped").exists()


def test_a_data_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = runner.invoke(app, ["key", "list", "--data", str(tmp_path / "file")])
    assert result.exit_code == 3
    assert "[store_unavailable]" in result.stderr
