"""The commands of back-ups, on a data folder."""

from pathlib import Path

from typer.testing import CliRunner

from footlight.cli.main import app

runner = CliRunner()


def test_what_was_backed_up_is_there_again(tmp_path: Path) -> None:
    data, other, file = (str(tmp_path / name) for name in ("data", "other", "file.backup"))
    runner.invoke(app, ["key", "new", "lobby", "--data", data])
    done = runner.invoke(app, ["backup", file, "--data", data])
    assert (done.exit_code, done.stdout) == (0, f"2 rows in {file}\n")
    done = runner.invoke(app, ["restore", file, "--data", other])
    assert (done.exit_code, done.stdout) == (0, "2 rows restored\n")
    assert "lobby" in runner.invoke(app, ["key", "list", "--data", other]).stdout


def test_what_cannot_be_is_told_in_one_line(tmp_path: Path) -> None:
    data, file = str(tmp_path / "data"), str(tmp_path / "file.backup")
    mistyped = runner.invoke(app, ["backup", file, "--data", data])
    assert (mistyped.exit_code, mistyped.stderr.count("\n")) == (3, 1)
    runner.invoke(app, ["key", "new", "lobby", "--data", data])
    runner.invoke(app, ["backup", file, "--data", data])
    again = runner.invoke(app, ["backup", file, "--data", data])
    assert (again.exit_code, "[file_unwritable]" in again.stderr) == (2, True)
    full = runner.invoke(app, ["restore", file, "--data", data])
    assert (full.exit_code, "[store_not_empty]" in full.stderr) == (2, True)
    none = runner.invoke(app, ["restore", __file__, "--data", str(tmp_path / "new")])
    assert (none.exit_code, "[backup_invalid]" in none.stderr) == (2, True)
